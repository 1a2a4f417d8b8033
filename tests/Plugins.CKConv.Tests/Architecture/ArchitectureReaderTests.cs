using System.Text.Json;
using StreamHost.Core;
using StreamHost.Plugins.CKConv.Architecture;

namespace StreamHost.Plugins.CKConv.Tests.Architecture;

public sealed class ArchitectureReaderTests
{
    [Theory]
    [InlineData("""{ "signal": [784], "widths": [30, 30] }""")]
    [InlineData("""{ "signal": [28, 28], "widths": [8], "stem": 8, "separable": true, "extent": 11, "mask": {}, "endNorm": true }""")]
    [InlineData("""{ "signal": [5, 6, 7], "widths": [4], "block": "resnet", "extent": 3, "kernel": { "network": "gabor", "omega0": 3 } }""")]
    [InlineData("""{ "signal": [100], "widths": [4], "block": "tcn", "norm": "sample", "readout": "every", "kernel": { "network": "siren", "weightNorm": true } }""")]
    [InlineData("""{ "signal": [100], "stem": 4, "widths": [4, 4, 4], "extent": [5, 20, 80] }""")]
    [InlineData("""{ "signal": [9, 9], "widths": [4], "kernel": { "network": "magnet", "steerable": true }, "mask": { "width": 0.3, "learnMean": true }, "maskInputs": true, "kernelPenalty": 0.01 }""")]
    public void What_is_written_is_read_back(string json)
    {
        var written = ArchitectureWriter.Write(ArchitectureReader.Read(JsonElement.Parse(json)));
        var again = ArchitectureWriter.Write(ArchitectureReader.Read(written));
        Assert.Equal(written.GetRawText(), again.GetRawText());
        foreach (var member in JsonElement.Parse(json).EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Object))
            Assert.Equal(member.Value.GetRawText().Replace(" ", "", StringComparison.Ordinal), written.GetProperty(member.Name).GetRawText());
    }

    [Theory]
    [InlineData("""{ "widths": [4] }""", "$.architecture.signal: it is missing")]
    [InlineData("""{ "signal": [4] }""", "$.architecture.widths: it is missing")]
    [InlineData("""{ "signal": [4, 4, 4, 4], "widths": [4] }""", "$.architecture.signal: 4 sizes")]
    [InlineData("""{ "signal": [16777216, 2], "widths": [4] }""", "$.architecture.signal: 2 sizes")]
    [InlineData("""{ "signal": [4], "widths": [0] }""", "$.architecture.widths[0]: 0 is not allowed")]
    [InlineData("""{ "signal": [4], "widths": [4], "blok": "s4" }""", "$.architecture.blok: there is no such key here")]
    [InlineData("""{ "signal": [4], "widths": [4], "block": "s5" }""", "$.architecture.block: \"s5\" is not known")]
    [InlineData("""{ "signal": [4, 4], "widths": [4], "causal": true }""", "$.architecture.causal: a signal of 2 dimensions has no past")]
    [InlineData("""{ "signal": [4], "widths": [4], "extent": 0 }""", "$.architecture.extent: 0 is not allowed")]
    [InlineData("""{ "signal": [4], "widths": [4], "extent": [3, 5] }""", "$.architecture.extent: 2 are not one for each of 1 blocks")]
    [InlineData("""{ "signal": [4], "widths": [4], "extent": [0] }""", "$.architecture.extent[0]: 0 is not allowed")]
    [InlineData("""{ "signal": [4], "widths": [4], "kernel": { "omega0": 0 } }""", "$.architecture.kernel.omega0: 0 is not allowed")]
    [InlineData("""{ "signal": [4], "widths": [4], "kernel": { "steerable": true } }""", "$.architecture.kernel.steerable: kernels of 1 dimensions don't turn")]
    [InlineData("""{ "signal": [4], "widths": [4], "kernel": { "network": "randomFourier", "hidden": 7 } }""", "$.architecture.kernel.hidden: 7 is odd")]
    [InlineData("""{ "signal": [4], "widths": [4], "mask": { "threshold": 1 } }""", "$.architecture.mask.threshold: 1 is not allowed")]
    [InlineData("""{ "signal": [4], "widths": [4], "dropout": 1 }""", "$.architecture.dropout: 1 is not allowed")]
    public void What_is_wrong_is_said_with_its_place(string json, string message)
    {
        var exception = Assert.Throws<InputException>(() => ArchitectureReader.Read(JsonElement.Parse(json)));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }
}
