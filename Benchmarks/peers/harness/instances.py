# SPDX-License-Identifier: GPL-3.0-or-later
"""From a case of the manifest to an instance, and from an instance to a model."""

from . import location, location_model, power, power_model


def read(case):
    """The instance of a case."""
    if case.get("model_file"):
        return _models(case).read(case)
    if case["market"] == "power":
        return power.read(case["file"])
    return location.read(case["file"], case["format"], case["variant"] == "single_source", case.get("capacity"))


def build(case, instance):
    """Its model."""
    return _models(case).build(instance)


def decode(case, instance, model, values):
    """A model's solution in the words of the market."""
    models = _models(case)
    return models.decode(model, values) if case.get("model_file") else models.decode(instance, model, values)


def _models(case):
    if case.get("model_file"):
        from . import written  # only here: it reads with HiGHS
        return written
    return power_model if case["market"] == "power" else location_model
