using StreamHost.Numerics.Fourier;

namespace StreamHost.Benchmarks.Work;

/// <summary>One real transform of a length, one way or the other.</summary>
public sealed class FourierTransform : IWork
{
    private readonly bool _isForward;
    private readonly RealFft _fft;
    private readonly float[] _signal;
    private readonly float[] _real;
    private readonly float[] _imaginary;
    private readonly float[] _scratch;

    public FourierTransform(int length, bool isForward)
    {
        _isForward = isForward;
        _fft = RealFft.Of(length);
        (_signal, _real, _imaginary) = (GC.AllocateArray<float>(length, pinned: true), new float[_fft.Bins], new float[_fft.Bins]);
        _scratch = new float[_fft.ScratchLength];
        var random = new Random(1);
        foreach (ref var value in _signal.AsSpan())
            value = (float)random.NextDouble();
        _fft.Forward(_signal, _real, _imaginary, _scratch);
    }

    public string Name => _isForward ? "forward" : "inverse";

    public string Unit => "transform";

    public int UnitsPerRun => 1;

    public void Run()
    {
        if (_isForward)
            _fft.Forward(_signal, _real, _imaginary, _scratch);
        else
            _fft.Inverse(_real, _imaginary, _signal, _scratch);
    }

    public void Dispose()
    {
    }
}
