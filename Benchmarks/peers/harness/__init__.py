# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures Warewatt beside its peers."""
