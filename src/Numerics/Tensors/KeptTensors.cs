using System.Runtime.InteropServices;

namespace StreamHost.Numerics.Tensors;

/// <summary>
/// Tensors that stay on a device from one scope of <see cref="TensorMemory"/> to the next, until this is disposed: weights, which would else be brought
/// there anew in each. What a device had before, such as parameters in training, it has afterwards, too. Used by one thread at a time.
/// </summary>
public sealed class KeptTensors : IDisposable
{
    private readonly Tensor[] _tensors;

    /// <summary>Names them; nothing is brought anywhere yet.</summary>
    /// <param name="tensors">The tensors. Their values don't change meanwhile.</param>
    public KeptTensors(IEnumerable<Tensor> tensors) => _tensors = [.. tensors.Where(tensor => !tensor.IsHeldThere)];

    /// <summary>Keeps what operations have brought to a device in the scope that is open; nothing where the managed arithmetic computes.</summary>
    public void Keep()
    {
        foreach (var tensor in _tensors)
            tensor.KeepThere();
    }

    /// <summary>Gives them back. A device that can't is gone: whoever asks it for something next is told, and nobody here, where it would hide why.</summary>
    public void Dispose()
    {
        foreach (var tensor in _tensors)
        {
            try
            {
                tensor.GiveBack();
            }
            catch (ExternalException)
            {
                // Its elements are here as they were there.
            }
        }
    }
}
