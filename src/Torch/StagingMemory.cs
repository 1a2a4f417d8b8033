using System.Runtime.InteropServices;
using TorchSharp;

namespace StreamHost.Torch;

/// <summary>
/// Memory by which values go to a GPU and come back: pinned once, so that the GPU copies from it by itself while the program goes on. Each copy on its
/// way up has a part of its own, one behind the other. A part is not written again before the program has waited for the GPU: it does so where
/// values are read, and where the end is reached. Any thread may read while another brings.
/// </summary>
/// <param name="device">The device; one that is no GPU needs none of this and gets it unpinned, for tests.</param>
/// <param name="length">Floats. What is longer than that is copied without it.</param>
internal sealed class StagingMemory(torch.Device device, int length)
{
    private readonly Lock _turn = new();
    private torch.Tensor? _memory;

    /// <summary>Floats from the start on that a copy may still be reading.</summary>
    private int _used;

    /// <summary>Begins to bring values to the device; they may be changed here at once.</summary>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="sizes">The dimensions.</param>
    /// <returns>The tensor there; what is computed with it waits for the copy by itself.</returns>
    public torch.Tensor Bring(ReadOnlySpan<float> values, long[] sizes)
    {
        if (values.Length > length)
        {
            using var pageable = Filled(torch.empty(sizes, torch.float32), values);
            return pageable.to(device);
        }

        lock (_turn)
        {
            using var part = Filled(Part(values.Length), values);
            using var shaped = part.view(sizes);
            return torch.empty(sizes, torch.float32, device).copy_(shaped, nonBlocking: true);
        }
    }

    /// <summary>Copies a tensor here, and waits for it.</summary>
    /// <param name="from">Contiguous, without a gradient to keep.</param>
    /// <param name="to">As many elements.</param>
    public void Read(torch.Tensor from, Span<float> to)
    {
        if (to.Length > length)
        {
            using var pageable = from.cpu();
            Values(pageable).CopyTo(to);
            return;
        }

        lock (_turn)
        {
            using var part = Part(to.Length);
            using var flat = from.view(-1);
            part.copy_(flat);
            Values(part).CopyTo(to);

            // What was brought before stood before it in the GPU's queue, and is over.
            _used = 0;
        }
    }

    private torch.Tensor Part(int count)
    {
        if (count > length - _used)
            Wait();
        var part = (_memory ??= Allocate()).narrow(0, _used, count);
        _used += count;
        return part;
    }

    private void Wait()
    {
        if (device.type == DeviceType.CUDA)
            torch.cuda.synchronize(device);
        _used = 0;
    }

    private torch.Tensor Allocate()
    {
        var memory = torch.empty(length, torch.float32).DetachFromDisposeScope();
        if (device.type != DeviceType.CUDA)
            return memory;
        using (memory)
            return memory.pin_memory().DetachFromDisposeScope();
    }

    private static torch.Tensor Filled(torch.Tensor tensor, ReadOnlySpan<float> values)
    {
        values.CopyTo(Values(tensor));
        return tensor;
    }

    private static Span<float> Values(torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
