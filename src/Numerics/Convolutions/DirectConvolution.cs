using System.Numerics.Tensors;
using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// Convolution as its definition says it: for every sample of a kernel, a row of the signal times that sample. Best for
/// short kernels; its operations are kernel times signal.
/// </summary>
internal static class DirectConvolution
{
    /// <summary>y = w * x + bias.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="x">[batch, inputs, signal].</param>
    /// <param name="weight">[kernels, kernel].</param>
    /// <param name="bias">[outputs], or null for none.</param>
    /// <param name="y">[batch, outputs, signal].</param>
    public static void Forward(ConvolutionShape shape, float[] x, float[] weight, float[]? bias, float[] y) =>
        Shards.Run(shape.Batch * shape.Outputs, shard =>
        {
            var (b, o) = Math.DivRem(shard, shape.Outputs);
            y.AsSpan(shard * shape.SignalLength, shape.SignalLength).Fill(bias is null ? 0 : bias[o]);
            foreach (var (i, kernel) in Sources(shape, o))
            {
                var (from, to) = (((b * shape.Inputs) + i) * shape.SignalLength, shard * shape.SignalLength);
                foreach (var (k, xRow, yRow, length) in new Rows(shape))
                {
                    var target = y.AsSpan(to + yRow, length);
                    TensorPrimitives.MultiplyAdd(x.AsSpan(from + xRow, length), weight[kernel + k], target, target);
                }
            }
        });

    /// <summary>dx += what follows from dy.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="dy">[batch, outputs, signal].</param>
    /// <param name="weight">[kernels, kernel].</param>
    /// <param name="dx">[batch, inputs, signal].</param>
    public static void BackwardInput(ConvolutionShape shape, float[] dy, float[] weight, float[] dx) =>
        Shards.Run(shape.Batch * shape.Inputs, shard =>
        {
            var (b, i) = Math.DivRem(shard, shape.Inputs);
            for (var o = shape.IsDepthwise ? i : 0; o < (shape.IsDepthwise ? i + 1 : shape.Outputs); o++)
            {
                var kernel = (shape.IsDepthwise ? o : (o * shape.Inputs) + i) * shape.KernelLength;
                var (from, to) = (((b * shape.Outputs) + o) * shape.SignalLength, shard * shape.SignalLength);
                foreach (var (k, xRow, yRow, length) in new Rows(shape))
                {
                    var target = dx.AsSpan(to + xRow, length);
                    TensorPrimitives.MultiplyAdd(dy.AsSpan(from + yRow, length), weight[kernel + k], target, target);
                }
            }
        });

    /// <summary>dw += what follows from dy.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="x">[batch, inputs, signal].</param>
    /// <param name="dy">[batch, outputs, signal].</param>
    /// <param name="dw">[kernels, kernel].</param>
    public static void BackwardWeight(ConvolutionShape shape, float[] x, float[] dy, float[] dw) =>
        Shards.Run(shape.Outputs, o =>
        {
            foreach (var (i, kernel) in Sources(shape, o))
            {
                for (var b = 0; b < shape.Batch; b++)
                {
                    var (xStart, yStart) = (((b * shape.Inputs) + i) * shape.SignalLength, ((b * shape.Outputs) + o) * shape.SignalLength);
                    foreach (var (k, xRow, yRow, length) in new Rows(shape))
                        dw[kernel + k] += (float)Elements.Dot(x.AsSpan(xStart + xRow, length), dy.AsSpan(yStart + yRow, length));
                }
            }
        });

    /// <summary>The channels that an output reads, and where their kernels begin.</summary>
    private static IEnumerable<(int Input, int Kernel)> Sources(ConvolutionShape shape, int output) => shape.IsDepthwise
        ? [(output, output * shape.KernelLength)]
        : Enumerable.Range(0, shape.Inputs).Select(i => (i, ((output * shape.Inputs) + i) * shape.KernelLength));

    /// <summary>For every sample of a kernel, the pairs of rows that it multiplies: where they begin in a channel of x and of y, and how long they are.</summary>
    private struct Rows(ConvolutionShape shape)
    {
        private int _k0;
        private int _k1;
        private int _k2 = -1;
        private int _t0;
        private int _t1;
        private (int Start, int End) _first;
        private (int Start, int End) _second;
        private (int Start, int End) _third;

        public readonly Rows GetEnumerator() => this;

        public readonly (int K, int X, int Y, int Length) Current
        {
            get
            {
                var signal = shape.Signal;
                var kernel = shape.Kernel;
                var before = shape.Before;
                var x0 = _t0 - before[0] + _k0;
                var x1 = _t1 - before[1] + _k1;
                return (
                    (((_k0 * kernel[1]) + _k1) * kernel[2]) + _k2,
                    (((x0 * signal[1]) + x1) * signal[2]) + _third.Start - before[2] + _k2,
                    (((_t0 * signal[1]) + _t1) * signal[2]) + _third.Start,
                    _third.End - _third.Start);
            }
        }

        public bool MoveNext()
        {
            if (_k2 >= 0)
            {
                if (++_t1 < _second.End)
                    return true;
                if (++_t0 < _first.End)
                {
                    _t1 = _second.Start;
                    return true;
                }
            }

            while (NextSample())
            {
                (_first, _second, _third) = (Range(0, _k0), Range(1, _k1), Range(2, _k2));
                (_t0, _t1) = (_first.Start, _second.Start);
                if (_first.Start < _first.End && _second.Start < _second.End && _third.Start < _third.End)
                    return true;
            }

            return false;
        }

        private bool NextSample()
        {
            var kernel = shape.Kernel;
            if (++_k2 < kernel[2])
                return true;
            _k2 = 0;
            if (++_k1 < kernel[1])
                return true;
            _k1 = 0;
            return ++_k0 < kernel[0];
        }

        /// <summary>The outputs for which a sample of the kernel meets the signal.</summary>
        private readonly (int Start, int End) Range(int dimension, int k)
        {
            var shift = shape.Before[dimension] - k;
            var size = shape.Signal[dimension];
            return (Math.Max(0, shift), Math.Min(size, size + shift));
        }
    }
}
