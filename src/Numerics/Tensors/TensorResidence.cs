using StreamHost.Numerics.Devices;

namespace StreamHost.Numerics.Tensors;

/// <summary>Where a tensor lies: here, on a device, or as copies in both places.</summary>
public sealed partial class Tensor
{
    private IDeviceValues? _remote;
    private bool _isResult;
    private bool _mayHaveChanged;

    /// <summary>Makes the result of an operation that a device has computed.</summary>
    /// <param name="values">What the device holds of it.</param>
    public static Tensor On(IDeviceValues values) =>
        new([.. values.Shape], values: null) { _remote = values, _isResult = true, RequiresGradient = values.RequiresGradient };

    /// <summary>
    /// What a device holds of this tensor. It is brought there where the device does not have it yet, and once more where <see cref="Values"/> were
    /// asked for since, for they may have been changed. A gradient goes there, to be added to.
    /// </summary>
    /// <param name="device">The device.</param>
    /// <exception cref="InvalidOperationException">It is the result of an <see cref="Operation(ReadOnlySpan{int}, ReadOnlySpan{Tensor}, Action{Tensor})"/> whose way back the device does not know.</exception>
    public IDeviceValues HeldBy(ITensorDevice device)
    {
        if (_remote is not { IsHeld: true } remote || remote.Device != device || (_isResult && remote.RequiresGradient != RequiresGradient))
            remote = BringTo(device);
        else if (_mayHaveChanged && !_isResult)
            remote.Write(_values);
        _mayHaveChanged = false;
        if (_isResult)
            return remote;

        if (remote.RequiresGradient != RequiresGradient)
            remote.RequiresGradient = RequiresGradient;
        if (_hasGradient)
        {
            BringGradientHere();
            remote.WriteGradient(_gradient);
            remote.Keep();
            _hasGradient = false;
        }

        return remote;
    }

    /// <summary>Tells that a device has changed in place what it holds of this tensor: from now on that is what counts, and it stays there.</summary>
    public void MarkChangedThere()
    {
        _values = null;
        _remote!.Keep();
    }

    /// <summary>Gives back what a device holds of this tensor beyond its scopes; its elements and its gradient are here then.</summary>
    public void GiveBack()
    {
        if (_remote is not { IsHeld: true } remote)
            return;

        _ = ValueArray;
        BringGradientHere();
        remote.Dispose();
        (_remote, _isResult) = (null, false);
    }

    /// <summary>Gives back what a device holds of this tensor without bringing it here: for what nobody asks for any more.</summary>
    public void Discard()
    {
        if (_remote is { IsHeld: true } remote)
            remote.Dispose();
    }

    /// <summary>Whether a device holds something of it.</summary>
    internal bool IsHeldThere => _remote is { IsHeld: true };

    /// <summary>Lets what a device holds of it stay there when the scope is over.</summary>
    internal void KeepThere()
    {
        if (IsHeldThere)
            _remote!.Keep();
    }

    /// <summary>Makes a tensor whose elements are an array's, not a copy of them.</summary>
    internal static Tensor Of(float[] values, params ReadOnlySpan<int> shape) => new(shape, values);

    private IDeviceValues BringTo(ITensorDevice device)
    {
        if (_backward is not null && RequiresGradient)
        {
            throw new InvalidOperationException(
                $"{device.Name} can't go back through an operation that it has not computed: let the managed device compute what follows, too.");
        }

        var brought = device.Upload(ValueArray, _shape);
        BringGradientHere();
        _remote?.Dispose();
        (_remote, _isResult) = (brought, false);
        return brought;
    }

    private float[] ReadFromDevice()
    {
        // The managed arithmetic asks on all cores; nobody may see values that are still on their way.
        lock (_shape)
        {
            if (_values is null)
            {
                // A result is over with the scope that it was made in.
                var values = _isResult ? TensorMemory.Unfilled(Length) : new float[Length];
                _remote!.Read(values);
                _values = values;
            }

            return _values;
        }
    }

    /// <summary>A gradient is in one place: what a device has computed is added to what is here, and no longer there.</summary>
    private void BringGradientHere()
    {
        if (_remote is not { IsHeld: true, HasGradient: true } remote)
            return;

        var gradient = new float[Length];
        remote.ReadGradient(gradient);
        remote.ClearGradient();
        if (_hasGradient)
            Elements.Add(gradient, _gradient);
        else
            (_gradient, _hasGradient) = (gradient, true);
    }
}
