using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Streaming;

/// <summary>
/// A CfC cell (see <see cref="Networks.CfCCell"/> for the equations): its heads are one product, the masks folded into
/// the weights, and what follows the product is done vector by vector.
/// </summary>
internal sealed unsafe class FusedCell<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private readonly CfCMode _mode;
    private readonly BackboneActivation _activation;
    private readonly int _vectors;
    private readonly PackedLayer<TLanes, TVector>[] _backbone;
    private readonly PackedLayer<TLanes, TVector> _heads;
    private readonly float* _asymptote;
    private readonly float* _decay;

    public FusedCell(WeightBlock block, NetworkWeights weights, string name, CfCMode mode, BackboneOptions backbone, int units, bool isMasked)
    {
        _mode = mode;
        _activation = backbone.Activation;
        Units = units;
        _vectors = PackedLayer<TLanes, TVector>.VectorsOf(units);
        _backbone = [.. Enumerable.Range(0, backbone.Layers).Select(
            layer => new PackedLayer<TLanes, TVector>(block, Values(weights, $"{name}.backbone.{backbone.ModuleIndex(layer)}")))];
        var mask = isMasked ? weights[$"{name}.sparsity_mask"] : null;
        var first = Masked(Values(weights, $"{name}.ff1"), mask);
        if (mode == CfCMode.Pure)
        {
            _heads = new PackedLayer<TLanes, TVector>(block, first);
            _asymptote = Vector(block, weights[$"{name}.A"].Values);
            _decay = Vector(block, weights[$"{name}.w_tau"].Abs().Values);
            return;
        }

        var second = Masked(Values(weights, $"{name}.ff2"), mask);
        _heads = new PackedLayer<TLanes, TVector>(
            block, first, second, Values(weights, $"{name}.time_a"), Values(weights, $"{name}.time_b"));
    }

    /// <summary>Neurons.</summary>
    public int Units { get; }

    /// <summary>Floats of work memory a row.</summary>
    public int WorkLength => (2 * _backbone.Select(layer => layer.Width).DefaultIfEmpty().Max()) + _heads.Width;

    /// <summary>Floats of a row of new state, padding included.</summary>
    public int Width => _vectors * TLanes.Count;

    /// <summary>Computes the new state of some rows.</summary>
    /// <param name="xh">[rows, inputs + units]: the inputs, and the state right behind them.</param>
    /// <param name="stride">From a row of xh to the next.</param>
    /// <param name="elapsed">[rows].</param>
    /// <param name="next">[rows, <see cref="Width"/>]; not the old one.</param>
    /// <param name="rows">How many.</param>
    /// <param name="work">[rows, <see cref="WorkLength"/>].</param>
    public void Step(float* xh, nint stride, float* elapsed, float* next, int rows, float* work)
    {
        float* heads;
        if (_backbone.Length == 0)
        {
            heads = work;
            _heads.Apply(xh, stride, heads, rows);
        }
        else
        {
            var width = _backbone[0].Width;
            var (z, other) = (0, rows * width);
            _backbone[0].Apply(xh, stride, work, rows);
            Activate(work, rows * width);
            for (var layer = 1; layer < _backbone.Length; layer++)
            {
                _backbone[layer].Apply(work + z, width, work + other, rows);
                (z, other) = (other, z);
                Activate(work + z, rows * width);
            }

            heads = work + (2 * rows * width);
            _heads.Apply(work + z, width, heads, rows);
        }

        for (var row = 0; row < rows; row++)
            Finish(heads + (row * (nint)_heads.Width), elapsed[row], next + (row * (nint)Width));
    }

    private void Finish(float* heads, float elapsed, float* next)
    {
        switch (_mode)
        {
            case CfCMode.Default:
                Gated(heads, TLanes.Fill(elapsed), next);
                break;
            case CfCMode.NoGate:
                Ungated(heads, TLanes.Fill(elapsed), next);
                break;
            default:
                Pure(heads, TLanes.Fill(elapsed), next);
                break;
        }
    }

    /// <summary>(1 - t) f + t g, as f + t (g - f).</summary>
    private void Gated(float* heads, TVector elapsed, float* next)
    {
        for (var i = 0; i < Width; i += TLanes.Count)
        {
            var f = VectorMath<TLanes, TVector>.Tanh(TLanes.Load(heads + i));
            var g = VectorMath<TLanes, TVector>.Tanh(TLanes.Load(heads + Width + i));
            var t = Gate(heads + (2 * Width) + i, elapsed);
            TLanes.Store(TLanes.MultiplyAdd(t, TLanes.Subtract(g, f), f), next + i);
        }
    }

    private void Ungated(float* heads, TVector elapsed, float* next)
    {
        for (var i = 0; i < Width; i += TLanes.Count)
        {
            var f = VectorMath<TLanes, TVector>.Tanh(TLanes.Load(heads + i));
            var g = VectorMath<TLanes, TVector>.Tanh(TLanes.Load(heads + Width + i));
            TLanes.Store(TLanes.MultiplyAdd(Gate(heads + (2 * Width) + i, elapsed), g, f), next + i);
        }
    }

    private TVector Gate(float* heads, TVector elapsed) => VectorMath<TLanes, TVector>.Sigmoid(
        TLanes.MultiplyAdd(TLanes.Load(heads), elapsed, TLanes.Load(heads + Width)));

    private void Pure(float* heads, TVector elapsed, float* next)
    {
        for (var i = 0; i < Width; i += TLanes.Count)
        {
            var f = TLanes.Load(heads + i);
            var rate = TLanes.Add(TLanes.Load(_decay + i), TLanes.Abs(f));
            var decay = VectorMath<TLanes, TVector>.Exp(TLanes.Multiply(TLanes.Subtract(TLanes.Fill(0), elapsed), rate));
            var asymptote = TLanes.Load(_asymptote + i);
            var fallen = TLanes.Multiply(TLanes.Multiply(asymptote, decay), f);
            TLanes.Store(TLanes.Subtract(asymptote, fallen), next + i);
        }
    }

    private void Activate(float* z, int length)
    {
        switch (_activation)
        {
            case BackboneActivation.LecunTanh:
                Map<Numerics.Vectors.Functions.LecunTanh>(z, length);
                break;
            case BackboneActivation.Tanh:
                Map<Numerics.Vectors.Functions.Tanh>(z, length);
                break;
            case BackboneActivation.Relu:
                Map<Numerics.Vectors.Functions.Relu>(z, length);
                break;
            case BackboneActivation.Gelu:
                Map<Numerics.Vectors.Functions.Gelu>(z, length);
                break;
            default:
                Map<Numerics.Vectors.Functions.Silu>(z, length);
                break;
        }
    }

    private static void Map<TFunction>(float* z, int length)
        where TFunction : struct, IFunction
    {
        for (var i = 0; i < length; i += TLanes.Count)
            TLanes.Store(TFunction.Apply<TLanes, TVector>(TLanes.Load(z + i)), z + i);
    }

    private static float* Vector(WeightBlock block, ReadOnlySpan<float> values)
    {
        var start = block.Take(PackedLayer<TLanes, TVector>.VectorsOf(values.Length));
        values.CopyTo(new Span<float>(start, values.Length));
        return start;
    }

    private static (float[] Weight, float[] Bias) Values(NetworkWeights weights, string name) =>
        (weights[$"{name}.weight"].Values.ToArray(), weights[$"{name}.bias"].Values.ToArray());

    private static (float[] Weight, float[] Bias) Masked((float[] Weight, float[] Bias) layer, Tensor? mask) => mask is null
        ? layer
        : (layer.Weight.Zip(mask.Values.ToArray(), (weight, open) => weight * open).ToArray(), layer.Bias);
}
