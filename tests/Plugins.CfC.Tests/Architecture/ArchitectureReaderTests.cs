using System.Text.Json;
using StreamHost.Core;
using StreamHost.Plugins.CfC.Architecture;

namespace StreamHost.Plugins.CfC.Tests.Architecture;

public sealed class ArchitectureReaderTests
{
    [Fact]
    public void An_empty_architecture_is_the_reference_s_default()
    {
        var read = Read("{}");
        Assert.Equal(new CfCArchitecture(), read);
        Assert.Equal((1, 128, BackboneActivation.LecunTanh), (read.Backbone.Layers, read.Backbone.Units, read.Backbone.Activation));
        Assert.Equal((CellKind.CfC, CfCMode.Default, MissingValues.HoldAndMask), (read.Cell, read.Mode, read.Missing));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"mode":"noGate","units":7,"backbone":{"layers":3,"units":9,"activation":"silu","dropout":0.25},"mixedMemory":true,"projection":5}""")]
    [InlineData("""{"mode":"pure","wiring":{"type":"autoncp","outputs":3,"sparsity":0.7,"seed":7},"units":20,"missing":"zero"}""")]
    [InlineData("""{"wiring":{"type":"ncp","inter":8,"command":5,"motor":2,"sensoryFanout":4,"interFanout":3,"recurrentCommand":4,"motorFanin":3}}""")]
    [InlineData("""{"wiring":{"type":"custom","layers":[3,2],"outputs":2}}""")]
    [InlineData("""{"wiring":{"type":"random","sparsity":0.5},"elapsed":"constant","readout":"none"}""")]
    [InlineData("""{"cell":"ltc","ltc":{"unfolds":3,"epsilon":1e-6,"inputMapping":"none","outputMapping":"linear","implicitConstraints":false}}""")]
    [InlineData("""{"cell":"ltc","wiring":{"type":"full","outputs":4,"selfConnections":false},"firstElapsed":0,"maxElapsed":60}""")]
    public void What_is_written_reads_back_to_the_same(string json)
    {
        var written = ArchitectureWriter.Write(Read(json));
        Assert.Equal(written.GetRawText(), ArchitectureWriter.Write(Read(written.GetRawText())).GetRawText());
    }

    [Theory]
    [InlineData("""[]""", "$.architecture: [] is not an object")]
    [InlineData("""{"unit":3}""", "$.architecture.unit: there is no such key here")]
    [InlineData("""{"units":0}""", "$.architecture.units: 0 is not allowed; give a whole number from 1 to 8192")]
    [InlineData("""{"units":1.5}""", "$.architecture.units: 1.5 is not allowed")]
    [InlineData("""{"units":"3"}""", "$.architecture.units: \"3\" is not allowed")]
    [InlineData("""{"units":3,"units":4}""", "$.architecture.units: it stands there twice")]
    [InlineData("""{"mode":"Pure"}""", "$.architecture.mode: \"Pure\" is not known; give \"default\" or \"noGate\" or \"pure\"")]
    [InlineData("""{"mixedMemory":1}""", "$.architecture.mixedMemory: 1 is not allowed; give true or false")]
    [InlineData("""{"backbone":{"layer":1}}""", "$.architecture.backbone.layer: there is no such key here")]
    [InlineData("""{"backbone":{"dropout":1}}""", "$.architecture.backbone.dropout: 1 is not allowed")]
    [InlineData("""{"wiring":{}}""", "$.architecture.wiring.type: it is missing")]
    [InlineData("""{"wiring":{"type":"ncp"}}""", "$.architecture.wiring.inter: it is missing")]
    [InlineData("""{"wiring":{"type":"full","sparsity":0.5}}""", "$.architecture.wiring.sparsity: there is no such key here")]
    [InlineData("""{"wiring":{"type":"autoncp","outputs":30}}""", "$.architecture.wiring.outputs: 30 outputs of 32 units are too many")]
    [InlineData("""{"wiring":{"type":"autoncp"},"backbone":{}}""", "$.architecture.backbone: a wired network has no backbone")]
    [InlineData("""{"wiring":{"type":"custom","layers":[]}}""", "$.architecture.wiring.layers: it is missing or no list")]
    [InlineData("""{"wiring":{"type":"custom","layers":[3,0]}}""", "$.architecture.wiring.layers[1]: 0 is not allowed")]
    [InlineData("""{"wiring":{"type":"custom","layers":[3,2]},"units":6}""", "$.architecture.units: 6 is not the 5 neurons of the wiring")]
    [InlineData("""{"cell":"ltc","mode":"pure"}""", "$.architecture.mode: an LTC has no modes")]
    [InlineData("""{"cell":"ltc","backbone":{}}""", "$.architecture.backbone: an LTC has no backbone")]
    [InlineData("""{"ltc":{}}""", "$.architecture.ltc: the cell is a CfC")]
    [InlineData("""{"firstElapsed":2,"maxElapsed":1}""", "$.architecture.firstElapsed: 2 is not allowed")]
    [InlineData("""{"maxElapsed":1e300}""", "$.architecture.maxElapsed: 1e300 is not allowed")]
    public void A_mistake_is_named_by_its_path(string json, string message)
    {
        var thrown = Assert.Throws<InputException>(() => Read(json));
        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Fact]
    public void Motor_neurons_are_as_many_as_labels_by_default() =>
        Assert.Equal(4, Read("""{"wiring":{"type":"autoncp"}}""").Wiring!.Outputs);

    private static CfCArchitecture Read(string json) => ArchitectureReader.Read(JsonElement.Parse(json), labels: 4);
}
