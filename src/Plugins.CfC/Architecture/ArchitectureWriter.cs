using System.Buffers;
using System.Text.Json;

namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>Writes an architecture with its defaults filled in, so that a package does not depend on what they are later.</summary>
internal static class ArchitectureWriter
{
    /// <summary>The JSON that <see cref="ArchitectureReader"/> reads back to an equal architecture.</summary>
    public static JsonElement Write(CfCArchitecture architecture)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteNetwork(json, architecture);
            WriteInputs(json, architecture);
            json.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static void WriteNetwork(Utf8JsonWriter json, CfCArchitecture architecture)
    {
        json.WriteString("cell", ArchitectureWords.Cells.Of(architecture.Cell));
        if (architecture.Cell == CellKind.CfC)
            json.WriteString("mode", ArchitectureWords.Modes.Of(architecture.Mode));
        json.WriteNumber("units", architecture.Units);
        if (architecture.Cell == CellKind.CfC && architecture.Wiring is null)
            WriteBackbone(json, architecture.Backbone);
        json.WriteBoolean("mixedMemory", architecture.MixedMemory);
        if (architecture.Projection is { } projection)
            json.WriteNumber("projection", projection);
        json.WriteString("readout", ArchitectureWords.Readouts.Of(architecture.Readout));
        if (architecture.Wiring is { } wiring)
            WriteWiring(json, wiring);
        if (architecture.Cell == CellKind.Ltc)
            WriteLtc(json, architecture.Ltc);
    }

    private static void WriteInputs(Utf8JsonWriter json, CfCArchitecture architecture)
    {
        json.WriteString("missing", ArchitectureWords.Missing.Of(architecture.Missing));
        json.WriteString("elapsed", ArchitectureWords.Elapsed.Of(architecture.Elapsed));
        json.WriteNumber("firstElapsed", architecture.FirstElapsed);
        json.WriteNumber("maxElapsed", architecture.MaxElapsed);
    }

    private static void WriteBackbone(Utf8JsonWriter json, BackboneOptions backbone)
    {
        json.WriteStartObject("backbone");
        json.WriteNumber("layers", backbone.Layers);
        json.WriteNumber("units", backbone.Units);
        json.WriteString("activation", ArchitectureWords.Activations.Of(backbone.Activation));
        json.WriteNumber("dropout", backbone.Dropout);
        json.WriteEndObject();
    }

    private static void WriteLtc(Utf8JsonWriter json, LtcOptions ltc)
    {
        json.WriteStartObject("ltc");
        json.WriteNumber("unfolds", ltc.Unfolds);
        json.WriteNumber("epsilon", ltc.Epsilon);
        json.WriteString("inputMapping", ArchitectureWords.Mappings.Of(ltc.InputMapping));
        json.WriteString("outputMapping", ArchitectureWords.Mappings.Of(ltc.OutputMapping));
        json.WriteBoolean("implicitConstraints", ltc.ImplicitConstraints);
        json.WriteEndObject();
    }

    private static void WriteWiring(Utf8JsonWriter json, WiringOptions wiring)
    {
        json.WriteStartObject("wiring");
        json.WriteString("type", ArchitectureWords.Wirings.Of(wiring.Kind));
        if (wiring.Outputs is { } outputs)
            json.WriteNumber("outputs", outputs);
        if (wiring.Kind is WiringKind.Random or WiringKind.AutoNcp)
            json.WriteNumber("sparsity", wiring.Sparsity);
        if (wiring.Kind == WiringKind.Full)
            json.WriteBoolean("selfConnections", wiring.SelfConnections);
        if (wiring.Kind == WiringKind.Ncp)
            WriteNcp(json, wiring);
        if (wiring.Kind == WiringKind.Custom)
            WriteLayers(json, wiring.Layers);
        else
            json.WriteNumber("seed", wiring.Seed);
        json.WriteEndObject();
    }

    private static void WriteNcp(Utf8JsonWriter json, WiringOptions wiring)
    {
        json.WriteNumber("inter", wiring.Inter);
        json.WriteNumber("command", wiring.Command);
        json.WriteNumber("motor", wiring.Motor);
        json.WriteNumber("sensoryFanout", wiring.SensoryFanout);
        json.WriteNumber("interFanout", wiring.InterFanout);
        json.WriteNumber("recurrentCommand", wiring.RecurrentCommand);
        json.WriteNumber("motorFanin", wiring.MotorFanin);
    }

    private static void WriteLayers(Utf8JsonWriter json, IReadOnlyList<int> layers)
    {
        json.WriteStartArray("layers");
        foreach (var size in layers)
            json.WriteNumberValue(size);
        json.WriteEndArray();
    }
}
