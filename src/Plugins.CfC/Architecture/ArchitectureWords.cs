using StreamHost.Core.Json;

namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>The words of an architecture's JSON.</summary>
internal static class ArchitectureWords
{
    public static readonly Words<CellKind> Cells = new(("cfc", CellKind.CfC), ("ltc", CellKind.Ltc));

    public static readonly Words<CfCMode> Modes =
        new(("default", CfCMode.Default), ("noGate", CfCMode.NoGate), ("pure", CfCMode.Pure));

    public static readonly Words<BackboneActivation> Activations = new(
        ("lecunTanh", BackboneActivation.LecunTanh),
        ("tanh", BackboneActivation.Tanh),
        ("relu", BackboneActivation.Relu),
        ("gelu", BackboneActivation.Gelu),
        ("silu", BackboneActivation.Silu));

    public static readonly Words<WiringKind> Wirings = new(
        ("full", WiringKind.Full),
        ("random", WiringKind.Random),
        ("ncp", WiringKind.Ncp),
        ("autoncp", WiringKind.AutoNcp),
        ("custom", WiringKind.Custom));

    public static readonly Words<ValueMapping> Mappings =
        new(("affine", ValueMapping.Affine), ("linear", ValueMapping.Linear), ("none", ValueMapping.None));

    public static readonly Words<MissingValues> Missing =
        new(("hold+mask", MissingValues.HoldAndMask), ("hold", MissingValues.Hold), ("zero", MissingValues.Zero));

    public static readonly Words<ElapsedInput> Elapsed =
        new(("measured", ElapsedInput.Measured), ("constant", ElapsedInput.Constant));

    public static readonly Words<ReadoutKind> Readouts = new(("linear", ReadoutKind.Linear), ("none", ReadoutKind.None));
}
