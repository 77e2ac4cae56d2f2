// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGLPK

/// The version of the GLPK library in use, such as "5.0".
public let glpkVersion = String(cString: glp_version())
