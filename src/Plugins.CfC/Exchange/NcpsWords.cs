using StreamHost.Core.Json;
using StreamHost.Plugins.CfC.Architecture;

namespace StreamHost.Plugins.CfC.Exchange;

/// <summary>The reference package's words for an architecture's choices.</summary>
internal static class NcpsWords
{
    public static readonly Words<CellKind> Classes = new(
        ("CfC", CellKind.CfC),
        ("LTC", CellKind.Ltc),
        ("CfCCell", CellKind.CfC),
        ("WiredCfCCell", CellKind.CfC),
        ("LTCCell", CellKind.Ltc));

    public static readonly Words<CfCMode> Modes =
        new(("default", CfCMode.Default), ("no_gate", CfCMode.NoGate), ("pure", CfCMode.Pure));

    public static readonly Words<BackboneActivation> Activations = new(
        ("lecun_tanh", BackboneActivation.LecunTanh),
        ("tanh", BackboneActivation.Tanh),
        ("relu", BackboneActivation.Relu),
        ("gelu", BackboneActivation.Gelu),
        ("silu", BackboneActivation.Silu));

    public static readonly Words<WiringKind> Wirings = new(
        ("FullyConnected", WiringKind.Full),
        ("Random", WiringKind.Random),
        ("NCP", WiringKind.Ncp),
        ("AutoNCP", WiringKind.AutoNcp),
        ("custom", WiringKind.Custom));
}
