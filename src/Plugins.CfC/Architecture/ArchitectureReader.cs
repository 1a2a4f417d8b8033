using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Json;

namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>Reads an architecture from a preset or a package, strictly: a mistake is named by its JSON path.</summary>
internal static class ArchitectureReader
{
    private const int Largest = 8192;
    private const string Path = "$.architecture";

    /// <summary>Reads an architecture and fills in what follows from the labels.</summary>
    /// <exception cref="InputException">A key is unknown, or a value is not allowed.</exception>
    public static CfCArchitecture Read(JsonElement json, int labels)
    {
        var fields = new JsonFields(json, Path);
        var cell = fields.Choice("cell", ArchitectureWords.Cells, CellKind.CfC);
        var wiring = ReadWiring(fields, labels);
        RefuseOtherCells(fields, cell, wiring is not null);
        var read = new CfCArchitecture
        {
            Cell = cell,
            Mode = fields.Choice("mode", ArchitectureWords.Modes, CfCMode.Default),
            Units = ReadUnits(fields, wiring),
            Backbone = ReadBackbone(fields, hasOne: cell == CellKind.CfC && wiring is null),
            MixedMemory = fields.Flag("mixedMemory", false),
            Projection = fields.WholeOrNull("projection", 1, Largest),
            Readout = fields.Choice("readout", ArchitectureWords.Readouts, ReadoutKind.Linear),
            Wiring = wiring,
            Ltc = ReadLtc(fields),
            Missing = fields.Choice("missing", ArchitectureWords.Missing, MissingValues.HoldAndMask),
            Elapsed = fields.Choice("elapsed", ArchitectureWords.Elapsed, ElapsedInput.Measured),
            MaxElapsed = (float)fields.Number("maxElapsed", 1e6, value => value is > 0 and <= 1e9, "above 0 to 1e9"),
        };
        read = read with { FirstElapsed = ReadFirstElapsed(fields, read.MaxElapsed) };
        fields.RefuseOthers();
        RefuseOddWirings(fields, read);
        return read;
    }

    private static float ReadFirstElapsed(JsonFields fields, float max) => (float)fields.Number(
        "firstElapsed", Math.Min(1, max), value => value >= 0 && value <= max, $"from 0 to maxElapsed, {max}");

    private static int ReadUnits(JsonFields fields, WiringOptions? wiring)
    {
        int? sum = wiring?.Kind switch
        {
            WiringKind.Ncp => wiring.Inter + wiring.Command + wiring.Motor,
            WiringKind.Custom => wiring.Layers.Sum(),
            _ => null,
        };
        var units = fields.Whole("units", sum ?? 32, 1, Largest);
        return sum is null || sum == units
            ? units
            : throw fields.Wrong("units", $"{units} is not the {sum} neurons of the wiring", "leave units out");
    }

    private static BackboneOptions ReadBackbone(JsonFields fields, bool hasOne)
    {
        if (!hasOne)
            return new BackboneOptions { Layers = 0 };
        if (fields.Object("backbone") is not { } backbone)
            return new BackboneOptions();

        var read = new BackboneOptions
        {
            Layers = backbone.Whole("layers", 1, 0, 16),
            Units = backbone.Whole("units", 128, 1, Largest),
            Activation = backbone.Choice("activation", ArchitectureWords.Activations, BackboneActivation.LecunTanh),
            Dropout = backbone.Number("dropout", 0, value => value is >= 0 and < 1, "from 0 to below 1"),
        };
        backbone.RefuseOthers();
        return read;
    }

    private static LtcOptions ReadLtc(JsonFields fields)
    {
        if (fields.Object("ltc") is not { } ltc)
            return new LtcOptions();

        var read = new LtcOptions
        {
            Unfolds = ltc.Whole("unfolds", 6, 1, 100),
            Epsilon = ltc.Number("epsilon", 1e-8, value => value is > 0 and <= 1, "above 0 to 1"),
            InputMapping = ltc.Choice("inputMapping", ArchitectureWords.Mappings, ValueMapping.Affine),
            OutputMapping = ltc.Choice("outputMapping", ArchitectureWords.Mappings, ValueMapping.Affine),
            ImplicitConstraints = ltc.Flag("implicitConstraints", true),
        };
        ltc.RefuseOthers();
        return read;
    }

    private static WiringOptions? ReadWiring(JsonFields fields, int labels)
    {
        if (fields.Object("wiring") is not { } wiring)
            return null;

        if (!wiring.Has("type"))
            throw wiring.Wrong("type", "it is missing", $"give {ArchitectureWords.Wirings.Listed}");

        var read = wiring.Choice("type", ArchitectureWords.Wirings, WiringKind.Full) switch
        {
            WiringKind.Full => new WiringOptions
            {
                Kind = WiringKind.Full,
                Outputs = wiring.WholeOrNull("outputs", 1, Largest),
                Seed = wiring.Seed("seed", 1111),
                SelfConnections = wiring.Flag("selfConnections", true),
            },
            WiringKind.Random => new WiringOptions
            {
                Kind = WiringKind.Random,
                Outputs = wiring.WholeOrNull("outputs", 1, Largest),
                Sparsity = wiring.Number("sparsity", 0, value => value is >= 0 and < 1, "from 0 to below 1"),
                Seed = wiring.Seed("seed", 1111),
            },
            WiringKind.Ncp => ReadNcp(wiring),
            WiringKind.AutoNcp => new WiringOptions
            {
                Kind = WiringKind.AutoNcp,
                Outputs = wiring.Whole("outputs", labels, 1, Largest),
                Sparsity = wiring.Number("sparsity", 0.5, value => value is >= 0.1 and <= 1, "from 0.1 to 1"),
                Seed = wiring.Seed("seed", 22222),
            },
            _ => new WiringOptions
            {
                Kind = WiringKind.Custom,
                Outputs = wiring.WholeOrNull("outputs", 1, Largest),
                Layers = wiring.RequiredWholes("layers", 1, Largest),
            },
        };
        wiring.RefuseOthers();
        return read;
    }

    private static WiringOptions ReadNcp(JsonFields wiring)
    {
        var inter = wiring.RequiredWhole("inter", 1, Largest);
        var command = wiring.RequiredWhole("command", 1, Largest);
        return new WiringOptions
        {
            Kind = WiringKind.Ncp,
            Inter = inter,
            Command = command,
            Motor = wiring.RequiredWhole("motor", 1, Largest),
            SensoryFanout = wiring.RequiredWhole("sensoryFanout", 1, inter),
            InterFanout = wiring.RequiredWhole("interFanout", 1, command),
            RecurrentCommand = wiring.RequiredWhole("recurrentCommand", 0, Largest),
            MotorFanin = wiring.RequiredWhole("motorFanin", 1, command),
            Seed = wiring.Seed("seed", 22222),
        };
    }

    /// <summary>A key that would have no effect is a mistake, not a decoration.</summary>
    private static void RefuseOtherCells(JsonFields fields, CellKind cell, bool isWired)
    {
        if (cell == CellKind.CfC && fields.Has("ltc"))
            throw fields.Wrong("ltc", "the cell is a CfC", "leave it out, or set cell to \"ltc\"");
        if (cell == CellKind.Ltc && fields.Has("mode"))
            throw fields.Wrong("mode", "an LTC has no modes", "leave it out, or set cell to \"cfc\"");
        if (cell == CellKind.Ltc && fields.Has("backbone"))
            throw fields.Wrong("backbone", "an LTC has no backbone", "leave it out, or set cell to \"cfc\"");
        if (isWired && fields.Has("backbone"))
            throw fields.Wrong("backbone", "a wired network has no backbone", "leave backbone or wiring out");
    }

    private static void RefuseOddWirings(JsonFields fields, CfCArchitecture read)
    {
        if (read.Wiring is not { Outputs: { } outputs } wiring)
            return;

        var most = wiring.Kind == WiringKind.AutoNcp ? read.Units - 3 : read.Units;
        if (outputs > most)
        {
            throw fields.Wrong(
                "wiring.outputs", $"{outputs} outputs of {read.Units} units are too many", $"give at most {most}, or more units");
        }
    }
}
