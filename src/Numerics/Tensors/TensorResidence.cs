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
    /// asked for since, for they may have been changed. A gradient is brought there where the device has none.
    /// </summary>
    /// <param name="device">The device.</param>
    public IDeviceValues HeldBy(ITensorDevice device)
    {
        if (_remote is not { IsHeld: true } remote || remote.Device != device || remote.RequiresGradient != RequiresGradient)
            (_remote, _isResult) = (remote = device.Upload(ValueArray, _shape, RequiresGradient), false);
        else if (_mayHaveChanged && !_isResult)
            remote.Write(_values);
        _mayHaveChanged = false;
        if (_hasGradient && !_isResult && !remote.HasGradient)
        {
            remote.WriteGradient(_gradient);
            remote.Keep();
        }

        return remote;
    }

    /// <summary>Tells that a device has changed in place what it holds of this tensor: from now on that is what counts, and it stays there.</summary>
    public void MarkChangedThere()
    {
        _values = null;
        _remote!.Keep();
    }

    /// <summary>Goes a part of the way to another tensor of the same shape, in place: for what is measured while training and not learnt.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="part">Of the way, in [0, 1].</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void MoveTowards(Tensor target, float part)
    {
        if (!target.Shape.SequenceEqual(Shape))
            throw new ArgumentException($"{ShapeText} can't move towards {target.ShapeText}.", nameof(target));
        TensorDevice.Current.MoveTowards(this, target, part);
    }

    /// <summary>Makes a tensor whose elements are an array's, not a copy of them.</summary>
    internal static Tensor Of(float[] values, params ReadOnlySpan<int> shape) => new(shape, values);

    private float[] ReadFromDevice()
    {
        _values = new float[Length];
        _remote!.Read(_values);
        return _values;
    }

    private void ReadGradientFromDevice()
    {
        if (_remote is { IsHeld: true, HasGradient: true })
            _remote.ReadGradient(GradientToWrite(out _));
    }
}
