using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Devices;

/// <summary>What a device has made of kernels that stay, for signals of one length: see <see cref="Convolutions.ValidConvolution"/>.</summary>
public interface IPreparedConvolution : IDisposable
{
    /// <summary>Convolves.</summary>
    /// <param name="x">[batch, inputs, length], of the device.</param>
    /// <returns>[batch, outputs, length - kernel + 1], without gradients.</returns>
    Tensor Apply(Tensor x);
}
