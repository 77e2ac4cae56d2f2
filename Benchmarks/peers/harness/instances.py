# SPDX-License-Identifier: GPL-3.0-or-later
"""From a case of the manifest to an instance, and from an instance to a model."""

from . import location, location_model, power, power_model


def read(case):
    """The instance of a case."""
    if case["market"] == "power":
        return power.read(case["file"])
    return location.read(case["file"], case["format"], case["variant"] == "single_source", case.get("capacity"))


def build(case, instance):
    """Its model."""
    return (power_model if case["market"] == "power" else location_model).build(instance)


def decode(case, instance, model, values):
    """A model's solution in the words of the market."""
    return (power_model if case["market"] == "power" else location_model).decode(instance, model, values)
