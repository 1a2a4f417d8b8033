using System.Runtime.InteropServices;
using StreamHost.Numerics.Devices;

namespace StreamHost.Numerics.Tensors;

/// <summary>
/// Memory of operations' results that is used again: the steps of a training make the same tensors over and over, and the collector
/// would take fresh pages from the system for each. While a scope is open on a thread, results made there borrow their memory;
/// when it is closed they give it back, and must not be used any more. The same holds for what a device in use has made. Tensors made in other ways, such as parameters, are not touched.
/// Where every step has sizes of its own, little is ever used again: no more is kept unused than the largest scope had lent.
/// </summary>
public sealed class TensorMemory : IDisposable
{
    [ThreadStatic]
    private static TensorMemory? _open;

    private readonly Dictionary<int, Stack<float[]>> _free = [];
    private readonly List<float[]> _lent = [];
    private IDisposable? _deviceScope;
    private long _unused;
    private long _mostLent;

    private TensorMemory()
    {
    }

    /// <summary>A memory of one's own, empty yet.</summary>
    public static TensorMemory Create() => new();

    /// <summary>Opens a scope on this thread, until <see cref="Dispose"/>; the memory may be opened again then.</summary>
    /// <exception cref="InvalidOperationException">One is open already.</exception>
    public TensorMemory Open()
    {
        if (_open is not null)
            throw new InvalidOperationException("A scope is open on this thread already.");
        _deviceScope = TensorDevice.Current.OpenScope();
        _open = this;
        return this;
    }

    /// <summary>Closes the scope: all results that were made in it are over.</summary>
    public void Dispose()
    {
        _open = null;
        CloseDeviceScope();
        var lent = _lent.Sum(array => (long)array.Length);
        _mostLent = Math.Max(_mostLent, lent);
        if (_unused > _mostLent)
        {
            _free.Clear();
            _unused = 0;
        }

        _unused += lent;
        foreach (var array in _lent)
            (CollectionsMarshal.GetValueRefOrAddDefault(_free, array.Length, out _) ??= new Stack<float[]>()).Push(array);
        _lent.Clear();
    }

    private void CloseDeviceScope()
    {
        try
        {
            _deviceScope?.Dispose();
        }
        catch (ExternalException)
        {
            // A device that can't give back is gone: the next operation says so, and thrown from here it would hide what was first.
        }
    }

    /// <summary>Zeros for a result: of the scope that is open, else of the collector.</summary>
    internal static float[] Zeros(int length)
    {
        var array = Unfilled(length);
        Array.Clear(array);
        return array;
    }

    /// <summary>The same, holding anything: for what is written over as a whole.</summary>
    internal static float[] Unfilled(int length)
    {
        if (_open is not { } memory || length == 0)
            return GC.AllocateUninitializedArray<float>(length);

        if (memory._free.TryGetValue(length, out var free) && free.TryPop(out var array))
            memory._unused -= length;
        else
            array = GC.AllocateUninitializedArray<float>(length);
        memory._lent.Add(array);
        return array;
    }
}
