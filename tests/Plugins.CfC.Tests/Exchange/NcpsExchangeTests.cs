using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Packages;

namespace StreamHost.Plugins.CfC.Tests.Exchange;

public sealed class NcpsExchangeTests
{
    private readonly CfCPlugin _plugin = new();

    public static TheoryData<string> Architectures() => [.. Models.Architectures];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Export_and_import_bring_back_the_same_architecture_and_bytes(string architecture)
    {
        var package = Models.Package(Models.Create(architecture));
        var exported = SafetensorsWriter.ToBytes(_plugin.Export("ncps", package));

        var (back, weights) = _plugin.Import("ncps", SafetensorsReader.Read(exported, "exported"), configuration: null);

        Assert.Equal(package.Manifest.Architecture.GetRawText(), back.GetRawText());
        Assert.Equal(SafetensorsWriter.ToBytes(package.Weights), SafetensorsWriter.ToBytes(weights));
        var again = package with { Manifest = package.Manifest with { Architecture = back }, Weights = weights };
        Assert.Equal(exported, SafetensorsWriter.ToBytes(_plugin.Export("ncps", again)));
    }

    [Fact]
    public void A_configuration_given_beside_the_file_is_the_one_that_counts()
    {
        var exported = _plugin.Export("ncps", Models.Package(Models.Create(Models.Architectures[0])));
        var (architecture, _) = _plugin.Import("ncps", exported, JsonElement.Parse("""{"mode":"no_gate","activation":"relu","missing":"hold+mask"}"""));
        Assert.Equal("noGate", architecture.GetProperty("mode").GetString());
        Assert.Equal("relu", architecture.GetProperty("backbone").GetProperty("activation").GetString());
    }

    [Fact]
    public void A_wiring_that_draws_other_masks_becomes_a_custom_one()
    {
        var exported = _plugin.Export("ncps", Models.Package(Models.Create(Models.Architectures[3])));
        exported.Metadata["config"] = exported.Metadata["config"].Replace("22222", "22223", StringComparison.Ordinal);
        var (architecture, weights) = _plugin.Import("ncps", exported, configuration: null);
        Assert.Equal("custom", architecture.GetProperty("wiring").GetProperty("type").GetString());
        Assert.Equal(exported.Tensors.Count, weights.Tensors.Count);
    }

    [Theory]
    [InlineData("rnn_cell.ff2.weight", null, "ncps weights, tensor rnn_cell.ff2.weight: it is missing")]
    [InlineData(null, "rnn_cell.ff3.weight", "ncps weights, tensor rnn_cell.ff3.weight: this architecture has no such tensor")]
    [InlineData("rnn_cell.ff1.weight", null, "ncps weights, tensor rnn_cell.ff1.weight: it is missing")]
    [InlineData("rnn_cell.time_a.bias", "rnn_cell.time_a.bias", "ncps weights, tensor rnn_cell.time_a.bias: its shape is [2]; [5] is needed")]
    public void A_tensor_that_does_not_fit_is_named(string? without, string? with, string message)
    {
        var file = new TensorFile();
        foreach (var (name, tensor) in Models.Create(Models.Architectures[0]).ExportWeights().Tensors.Where(pair => pair.Key != without))
            file.Add(name, tensor);
        if (with is not null)
            file.Add(with, TensorData.FromFloats([1, 2], 2));

        var thrown = Assert.Throws<InputException>(() => _plugin.Import("ncps", file, JsonElement.Parse("""{"missing":"hold+mask"}""")));
        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_that_is_not_a_number_is_named()
    {
        var package = Models.Package(Models.Create(Models.Architectures[0]));
        var file = new TensorFile();
        foreach (var (name, tensor) in package.Weights.Tensors)
            file.Add(name, name == "readout.bias" ? TensorData.FromFloats([0, float.NaN, 0], 3) : tensor);

        var thrown = Assert.Throws<InputException>(() => _plugin.LoadEventModel(package with { Weights = file }));
        Assert.Equal("weights.safetensors, tensor readout.bias: element 1 is NaN; a weight is a finite number", thrown.Message);
    }

    [Theory]
    [InlineData("""{"modus":"pure"}""", "$.config.modus: there is no such key here")]
    [InlineData("""{"mode":"pure"}""", "$.config.mode: it says \"pure\"")]
    [InlineData("""{"wiring":{"cls":"NCP2"}}""", "$.config.wiring.cls: \"NCP2\" is not known")]
    public void A_wrong_configuration_is_named_by_its_path(string configuration, string message)
    {
        var weights = Models.Create(Models.Architectures[0]).ExportWeights();
        var thrown = Assert.Throws<InputException>(() => _plugin.Import("ncps", weights, JsonElement.Parse(configuration)));
        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_format_is_refused()
    {
        var thrown = Assert.Throws<InputException>(() => _plugin.Import("onnx", new TensorFile(), configuration: null));
        Assert.Contains("give ncps", thrown.Message, StringComparison.Ordinal);
    }
}
