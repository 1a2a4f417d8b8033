using System.Text.Json;
using StreamHost.Core.Json;
using StreamHost.Plugins.CfC.Architecture;

namespace StreamHost.Plugins.CfC.Exchange;

/// <summary>A wiring as the reference package's classes are called: <c>{ "cls": "AutoNCP", "units": 32, "output_size": 8 }</c>.</summary>
internal static class NcpsWiring
{
    private const int Largest = 8192;

    /// <summary>Reads a wiring's arguments.</summary>
    /// <exception cref="Core.InputException">A key is unknown, or a value is not allowed.</exception>
    public static WiringOptions Read(JsonFields fields)
    {
        fields.Has("units");
        if (!fields.Has("cls"))
            throw fields.Wrong("cls", "it is missing", $"give {NcpsWords.Wirings.Listed}");

        var read = fields.Choice("cls", NcpsWords.Wirings, WiringKind.Full) switch
        {
            WiringKind.Full => new WiringOptions
            {
                Kind = WiringKind.Full,
                Outputs = fields.WholeOrNull("output_dim", 1, Largest),
                Seed = fields.Seed("erev_init_seed", 1111),
                SelfConnections = fields.Flag("self_connections", true),
            },
            WiringKind.Random => new WiringOptions
            {
                Kind = WiringKind.Random,
                Outputs = fields.WholeOrNull("output_dim", 1, Largest),
                Sparsity = fields.Number("sparsity_level", 0, value => value is >= 0 and < 1, "from 0 to below 1"),
                Seed = fields.Seed("random_seed", 1111),
            },
            WiringKind.AutoNcp => new WiringOptions
            {
                Kind = WiringKind.AutoNcp,
                Outputs = fields.RequiredWhole("output_size", 1, Largest),
                Sparsity = fields.Number("sparsity_level", 0.5, value => value is >= 0.1 and <= 1, "from 0.1 to 1"),
                Seed = fields.Seed("seed", 22222),
            },
            WiringKind.Ncp => ReadNcp(fields),
            _ => new WiringOptions
            {
                Kind = WiringKind.Custom,
                Outputs = fields.WholeOrNull("output_dim", 1, Largest),
                Layers = fields.RequiredWholes("layers", 1, Largest),
            },
        };
        fields.RefuseOthers();
        return read;
    }

    /// <summary>Writes a wiring under the key <c>wiring</c>.</summary>
    public static void Write(Utf8JsonWriter json, WiringOptions wiring, int units, int outputs)
    {
        json.WriteStartObject("wiring");
        json.WriteString("cls", NcpsWords.Wirings.Of(wiring.Kind));
        switch (wiring.Kind)
        {
            case WiringKind.Full:
                WriteSizes(json, wiring, units);
                json.WriteNumber("erev_init_seed", wiring.Seed);
                json.WriteBoolean("self_connections", wiring.SelfConnections);
                break;
            case WiringKind.Random:
                WriteSizes(json, wiring, units);
                json.WriteNumber("sparsity_level", wiring.Sparsity);
                json.WriteNumber("random_seed", wiring.Seed);
                break;
            case WiringKind.AutoNcp:
                json.WriteNumber("units", units);
                json.WriteNumber("output_size", outputs);
                json.WriteNumber("sparsity_level", wiring.Sparsity);
                json.WriteNumber("seed", wiring.Seed);
                break;
            case WiringKind.Ncp:
                WriteNcp(json, wiring);
                break;
            default:
                WriteSizes(json, wiring, units);
                WriteLayers(json, wiring.Layers);
                break;
        }

        json.WriteEndObject();
    }

    private static WiringOptions ReadNcp(JsonFields fields) => new()
    {
        Kind = WiringKind.Ncp,
        Inter = fields.RequiredWhole(fields.Has("inter") ? "inter" : "inter_neurons", 1, Largest),
        Command = fields.RequiredWhole(fields.Has("command") ? "command" : "command_neurons", 1, Largest),
        Motor = fields.RequiredWhole(fields.Has("motor") ? "motor" : "motor_neurons", 1, Largest),
        SensoryFanout = fields.RequiredWhole("sensory_fanout", 1, Largest),
        InterFanout = fields.RequiredWhole("inter_fanout", 1, Largest),
        RecurrentCommand = fields.RequiredWhole(
            fields.Has("recurrent_command") ? "recurrent_command" : "recurrent_command_synapses", 0, Largest),
        MotorFanin = fields.RequiredWhole("motor_fanin", 1, Largest),
        Seed = fields.Seed("seed", 22222),
    };

    private static void WriteSizes(Utf8JsonWriter json, WiringOptions wiring, int units)
    {
        json.WriteNumber("units", units);
        if (wiring.Outputs is { } outputs)
            json.WriteNumber("output_dim", outputs);
    }

    private static void WriteNcp(Utf8JsonWriter json, WiringOptions wiring)
    {
        json.WriteNumber("inter_neurons", wiring.Inter);
        json.WriteNumber("command_neurons", wiring.Command);
        json.WriteNumber("motor_neurons", wiring.Motor);
        json.WriteNumber("sensory_fanout", wiring.SensoryFanout);
        json.WriteNumber("inter_fanout", wiring.InterFanout);
        json.WriteNumber("recurrent_command_synapses", wiring.RecurrentCommand);
        json.WriteNumber("motor_fanin", wiring.MotorFanin);
        json.WriteNumber("seed", wiring.Seed);
    }

    private static void WriteLayers(Utf8JsonWriter json, IReadOnlyList<int> layers)
    {
        json.WriteStartArray("layers");
        foreach (var size in layers)
            json.WriteNumberValue(size);
        json.WriteEndArray();
    }
}
