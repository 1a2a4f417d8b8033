using StreamHost.Numerics.Randomness;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Wirings;

namespace StreamHost.Plugins.CfC.Weights;

/// <summary>The first values of a fresh network's tensors, distributed as in the reference package.</summary>
internal static class WeightStart
{
    /// <summary>Draws one tensor.</summary>
    /// <param name="spec">Which.</param>
    /// <param name="wiring">The connections, where the network has any.</param>
    /// <param name="random">The source of the draws.</param>
    public static float[] Draw(ParameterSpec spec, Wiring? wiring, RandomSource random) => spec.Start.Kind switch
    {
        StartKind.Uniform => Uniform(spec, spec.Start.Low, spec.Start.High, random),
        StartKind.Xavier => Xavier(spec, random),
        StartKind.Orthogonal => Orthogonal(spec.Shape[0], spec.Shape[1], random),
        StartKind.Polarity => Array.ConvertAll(wiring!.Adjacency.ToArray(), sign => (float)sign),
        StartKind.SensoryPolarity => Array.ConvertAll(wiring!.SensoryAdjacency.ToArray(), sign => (float)sign),
        StartKind.SensoryMask => Array.ConvertAll(wiring!.SensoryAdjacency.ToArray(), sign => (float)Math.Abs(sign)),
        _ => IsLayerMask(spec)
            ? wiring!.LayerMask(spec.Start.Layer)
            : Array.ConvertAll(wiring!.Adjacency.ToArray(), sign => (float)Math.Abs(sign)),
    };

    /// <summary>An LTC has one mask of all its neurons; a wired CfC one a layer.</summary>
    private static bool IsLayerMask(ParameterSpec spec) => spec.Name.StartsWith("rnn_cell.layer_", StringComparison.Ordinal);

    private static float[] Uniform(ParameterSpec spec, float low, float high, RandomSource random)
    {
        var values = new float[spec.Shape.Aggregate(1, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
            values[i] = low == high ? low : random.NextFloat(low, high);
        return values;
    }

    private static float[] Xavier(ParameterSpec spec, RandomSource random)
    {
        var bound = (float)Math.Sqrt(6.0 / (spec.Shape[0] + spec.Shape[1]));
        return Uniform(spec, -bound, bound, random);
    }

    /// <summary>Orthonormal columns (rows of a wide matrix) by the modified Gram-Schmidt process on normal draws.</summary>
    private static float[] Orthogonal(int rows, int columns, RandomSource random)
    {
        var length = Math.Max(rows, columns);
        var vectors = new double[Math.Min(rows, columns)][];
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = [.. Enumerable.Range(0, length).Select(_ => random.NextNormal())];
            for (var j = 0; j < i; j++)
                Subtract(vectors[i], vectors[j], Dot(vectors[i], vectors[j]));
            var norm = Math.Sqrt(Dot(vectors[i], vectors[i]));
            vectors[i] = Array.ConvertAll(vectors[i], value => value / norm);
        }

        var matrix = new float[rows * columns];
        for (var i = 0; i < matrix.Length; i++)
            matrix[i] = (float)(rows >= columns ? vectors[i % columns][i / columns] : vectors[i / columns][i % columns]);
        return matrix;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static void Subtract(double[] from, double[] what, double times)
    {
        for (var i = 0; i < from.Length; i++)
            from[i] -= times * what[i];
    }
}
