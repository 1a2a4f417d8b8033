using System.Runtime.CompilerServices;

namespace StreamHost.Numerics.Vectors;

/// <summary>One float at a time: the twin of the vectors, for machines without them.</summary>
internal readonly unsafe struct ScalarLane : ILanes<float>
{
    public static int Count => 1;

    public static float Load(float* source) => *source;

    public static void Store(float value, float* destination) => *destination = value;

    public static float Fill(float value) => value;

    public static float Add(float left, float right) => left + right;

    public static float Subtract(float left, float right) => left - right;

    public static float Multiply(float left, float right) => left * right;

    public static float Divide(float left, float right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float left, float right, float addend) => MathF.FusedMultiplyAdd(left, right, addend);

    public static float NegativeMultiplyAdd(float left, float right, float addend) => MultiplyAdd(-left, right, addend);

    public static float AtMost(float bound, float value) => bound < value ? bound : value;

    public static float AtLeast(float bound, float value) => bound > value ? bound : value;

    public static float Abs(float value) => MathF.Abs(value);

    public static float WithSign(float magnitude, float sign) => MathF.CopySign(magnitude, sign);

    public static float WhereNotPositive(float value, float notPositive, float otherwise) => value <= 0 ? notPositive : otherwise;

    public static float PowerOfTwo(float shifted) =>
        BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(shifted) << 23) + BitConverter.SingleToInt32Bits(1f));

    public static float Reverse(float value) => value;

    public static void LoadPairs(float* source, out float even, out float odd) => (even, odd) = (source[0], source[1]);

    public static void StorePairs(float even, float odd, float* destination) => (destination[0], destination[1]) = (even, odd);

    public static void Transpose(float* source, nint sourceStep, float* destination, nint destinationStep) => *destination = *source;
}
