using System.Text.Json;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Tests.Convolutions;

/// <summary>Convolutions and their gradients held against float64 ones, for every file found.</summary>
public sealed class ConvolutionTests_Reference
{
    /// <summary>Sums in another order than the reference's float32 run miss the truth by a few times as much.</summary>
    private const double Slack = 4;

    public static TheoryData<string, ConvolutionPath> Cases()
    {
        var cases = new TheoryData<string, ConvolutionPath>();
        if (ReferenceData.Reference is { } root && Directory.Exists(Path.Combine(root, "fftconv")))
        {
            foreach (var path in Directory.EnumerateFiles(Path.Combine(root, "fftconv"), "*.safetensors").Order(StringComparer.Ordinal))
            {
                cases.Add(Path.GetFileName(path), ConvolutionPath.Fourier);
                if (!path.Contains("T16000", StringComparison.Ordinal))
                    cases.Add(Path.GetFileName(path), ConvolutionPath.Direct);
            }
        }

        return cases;
    }

    [ReferenceTheory]
    [MemberData(nameof(Cases))]
    public void Outputs_and_gradients_are_the_reference_s(string name, ConvolutionPath path)
    {
        var file = SafetensorsReader.Read(Path.Combine(ReferenceData.Reference!, "fftconv", name));
        var config = JsonElement.Parse(file.Metadata["config"]);
        var misses = JsonElement.Parse(file.Metadata["rel_maxerr"]).GetProperty("fft32").EnumerateArray().Select(miss => miss.GetDouble()).ToArray();
        var (x, weight, bias) = (Open(file, "input.x"), Open(file, "param.weight"), Open(file, "param.bias"));
        int[] before = [.. config.GetProperty("pad").EnumerateArray().Select(pad => pad[0].GetInt32())];

        var y = Convolution.Apply(x, weight, bias, before, config.GetProperty("depthwise").GetBoolean(), path);
        (y * Open(file, "grad_output.y")).Sum().Backward();

        // A sum of so many terms one after the other rounds as a random walk.
        var walk = path == ConvolutionPath.Direct ? 6e-8 * Math.Sqrt(weight.Length / weight.Shape[0]) : 0;
        Compare(file, "output.y", y.Values, misses[0], walk);
        Compare(file, "grad_input.x", x.Gradient, misses[1], walk);
        Compare(file, "grad.weight", weight.Gradient, misses[2], walk);
        Compare(file, "grad.bias", bias.Gradient, misses[3], walk);
    }

    private static Tensor Open(TensorFile file, string name)
    {
        var data = file.Tensors[name];
        var tensor = Tensor.FromValues(data.ToFloats(), [.. data.Shape.Select(size => (int)size)]);
        tensor.RequiresGradient = true;
        return tensor;
    }

    private static void Compare(TensorFile file, string name, ReadOnlySpan<float> actual, double miss, double walk)
    {
        var expected = file.Tensors[name].ToFloats();
        Assert.Equal(expected.Length, actual.Length);
        var greatest = expected.Max(Math.Abs);
        var tolerance = greatest * ((Slack * Math.Max(miss, 1.2e-7)) + walk);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs((double)actual[i] - expected[i]) <= tolerance, $"{name}[{i}] is {actual[i]:R}, not {expected[i]:R}; {tolerance:g3} is allowed.");
    }
}
