using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Convolutions;
using StreamHost.Plugins.CKConv.Sampling;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>
/// Passes of the next steps of some streams through a network: each convolution has before them what it heard of the same streams, in a table
/// that stays on the device, with a row for each stream; so do its kernels, or their spectra. For one thread at a time.
/// </summary>
/// <param name="rate">The rate of the steps.</param>
/// <param name="steps">Steps of a pass.</param>
internal sealed class DevicePass(DeviceRate rate, int steps) : Pass(isTraining: false, dropout: null), IDisposable
{
    private readonly Dictionary<ContinuousConvolution, Layer> _layers = [];
    private int[] _rows = [];
    private int _tableRows;

    /// <summary>Steps before the next ones that bear on their scores: what the kernels of all convolutions together look back.</summary>
    public int StepsBefore => _layers.Values.Sum(layer => layer.Before);

    /// <summary>Begins the pass of some streams.</summary>
    /// <param name="rows">[streams]: their rows in the tables.</param>
    /// <param name="tableRows">How many rows the tables are to have; no fewer than before.</param>
    public void Begin(int[] rows, int tableRows)
    {
        (_rows, _tableRows) = (rows, tableRows);
        foreach (var layer in _layers.Values)
            layer.Grow(tableRows);
    }

    /// <inheritdoc/>
    public override Tensor Convolve(ContinuousConvolution convolution, Tensor x)
    {
        if (!_layers.TryGetValue(convolution, out var layer))
            _layers.Add(convolution, layer = new Layer(convolution, rate, steps, _tableRows));
        return convolution.Mix(layer.Hear(x, _rows));
    }

    /// <summary>Ends the pass: what was heard in it stands in the tables. Until then they are as before.</summary>
    public void Keep()
    {
        foreach (var layer in _layers.Values)
            layer.Keep(_rows);
    }

    /// <summary>Lets streams begin that have heard nothing.</summary>
    public void Clear(int[] rows)
    {
        foreach (var layer in _layers.Values)
            layer.Clear(rows);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _layers.Values)
            layer.Dispose();
        _layers.Clear();
    }

    /// <summary>A convolution's kernels, and what it heard of each stream.</summary>
    private sealed class Layer : IDisposable
    {
        private readonly ValidConvolution _kernels;
        private readonly int _inputs;
        private readonly int _steps;
        private Tensor _table;
        private Tensor? _next;

        public Layer(ContinuousConvolution convolution, DeviceRate rate, int steps, int rows)
        {
            var kernel = convolution.KernelAt(rate);
            (_inputs, _steps, Before) = (convolution.Inputs, steps, kernel.Shape[2] - 1);
            _kernels = new ValidConvolution(kernel, convolution.Bias, Before + steps, convolution.Options.IsSeparable);
            _table = new Tensor(rows, _inputs, Before);
        }

        /// <summary>Steps before a step that its result depends on.</summary>
        public int Before { get; }

        public Tensor Hear(Tensor x, int[] rows)
        {
            if (Before == 0)
                return _kernels.Apply(x);

            var heard = Tensor.Concat(2, _table.TakeRows(rows), x);
            _next = heard.Slice(2, _steps, Before);
            return _kernels.Apply(heard);
        }

        public void Keep(int[] rows)
        {
            if (_next is { } next)
                _table.PutRows(next, rows);
            _next = null;
        }

        public void Clear(int[] rows)
        {
            if (Before > 0)
                _table.PutRows(new Tensor(rows.Length, _inputs, Before), rows);
        }

        public void Grow(int rows)
        {
            if (rows == _table.Shape[0])
                return;

            var larger = new Tensor(rows, _inputs, Before);
            if (Before > 0)
                larger.PutRows(_table, [.. Enumerable.Range(0, _table.Shape[0])]);
            _table.Discard();
            _table = larger;
        }

        public void Dispose()
        {
            _kernels.Dispose();
            _table.Discard();
        }
    }
}
