namespace StreamHost.Numerics.Devices;

/// <summary>Opens devices of one kind of library; found at run time in an assembly of its own, with a constructor without parameters.</summary>
public interface ITensorDeviceProvider
{
    /// <summary>Opens a device.</summary>
    /// <param name="kind">"cpu", "cuda", or "cuda:" and a number from 0.</param>
    /// <exception cref="NotSupportedException">There is no such device here; the message says what there is, in one line.</exception>
    ITensorDevice Open(string kind);
}
