using System.Runtime.Intrinsics;

namespace StreamHost.Numerics.Vectors;

/// <summary>The one place where the width of vectors is chosen: the widest that the machine is fast at.</summary>
public static class Widths
{
    /// <summary>The number of floats in the vectors that are used: 16, 8, 4, or 1 where there are none.</summary>
    public static int Floats =>
        Vector512.IsHardwareAccelerated ? Lanes512.Count
        : Vector256.IsHardwareAccelerated ? Lanes256.Count
        : Vector128.IsHardwareAccelerated ? Lanes128.Count
        : ScalarLane.Count;

    /// <summary>Runs the action with the machine's width. The conditions are constants to the compiler: only one call is left.</summary>
    public static void Run<TAction>(ref TAction action)
        where TAction : struct, IWidthAction, allows ref struct
    {
        if (Vector512.IsHardwareAccelerated)
        {
            action.Run<Lanes512, Vector512<float>>();
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            action.Run<Lanes256, Vector256<float>>();
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            action.Run<Lanes128, Vector128<float>>();
        }
        else
        {
            action.Run<ScalarLane, float>();
        }
    }
}
