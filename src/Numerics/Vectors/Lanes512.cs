using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamHost.Numerics.Vectors;

/// <summary>Vectors of 512 bits.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    public static int Count => Vector512<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* destination) => Vector512.Store(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fill(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> left, Vector512<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> NegativeMultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Avx512F.FusedMultiplyAddNegated(left, right, addend);

    // x86 returns the second operand where one is NaN; Arm returns NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AtMost(Vector512<float> bound, Vector512<float> value) => Vector512.MinNative(bound, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AtLeast(Vector512<float> bound, Vector512<float> value) => Vector512.MaxNative(bound, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Abs(Vector512<float> value) => Vector512.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WithSign(Vector512<float> magnitude, Vector512<float> sign) =>
        magnitude | (sign & Vector512.Create(-0f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WhereNotPositive(Vector512<float> value, Vector512<float> notPositive, Vector512<float> otherwise) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(value, Vector512<float>.Zero), notPositive, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> PowerOfTwo(Vector512<float> shifted) =>
        (Vector512.ShiftLeft(shifted.AsInt32(), 23) + Vector512.Create(1f).AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Reverse(Vector512<float> value) =>
        Vector512.Shuffle(value, Vector512.Create(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairs(float* source, out Vector512<float> even, out Vector512<float> odd)
    {
        var (low, high) = (Vector512.Load(source), Vector512.Load(source + 16));
        even = Avx512F.PermuteVar16x32x2(low, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), high);
        odd = Avx512F.PermuteVar16x32x2(low, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31), high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Vector512<float> even, Vector512<float> odd, float* destination)
    {
        Vector512.Store(Avx512F.PermuteVar16x32x2(even, Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), odd), destination);
        Vector512.Store(Avx512F.PermuteVar16x32x2(even, Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), odd), destination + 16);
    }

    // Pairs, fours, then quarters of the vectors change places. Written out: what goes through a helper's out parameters lands on the stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Transpose(float* source, nint sourceStep, float* destination, nint destinationStep)
    {
        var a0 = Vector512.Load(source);
        var a1 = Vector512.Load(source + sourceStep);
        var a2 = Vector512.Load(source + (2 * sourceStep));
        var a3 = Vector512.Load(source + (3 * sourceStep));
        var a01 = Avx512F.UnpackLow(a0, a1).AsDouble();
        var a23 = Avx512F.UnpackLow(a2, a3).AsDouble();
        var a01High = Avx512F.UnpackHigh(a0, a1).AsDouble();
        var a23High = Avx512F.UnpackHigh(a2, a3).AsDouble();
        a0 = Avx512F.UnpackLow(a01, a23).AsSingle();
        a1 = Avx512F.UnpackHigh(a01, a23).AsSingle();
        a2 = Avx512F.UnpackLow(a01High, a23High).AsSingle();
        a3 = Avx512F.UnpackHigh(a01High, a23High).AsSingle();
        var b0 = Vector512.Load(source + (4 * sourceStep));
        var b1 = Vector512.Load(source + (5 * sourceStep));
        var b2 = Vector512.Load(source + (6 * sourceStep));
        var b3 = Vector512.Load(source + (7 * sourceStep));
        var b01 = Avx512F.UnpackLow(b0, b1).AsDouble();
        var b23 = Avx512F.UnpackLow(b2, b3).AsDouble();
        var b01High = Avx512F.UnpackHigh(b0, b1).AsDouble();
        var b23High = Avx512F.UnpackHigh(b2, b3).AsDouble();
        b0 = Avx512F.UnpackLow(b01, b23).AsSingle();
        b1 = Avx512F.UnpackHigh(b01, b23).AsSingle();
        b2 = Avx512F.UnpackLow(b01High, b23High).AsSingle();
        b3 = Avx512F.UnpackHigh(b01High, b23High).AsSingle();
        var c0 = Vector512.Load(source + (8 * sourceStep));
        var c1 = Vector512.Load(source + (9 * sourceStep));
        var c2 = Vector512.Load(source + (10 * sourceStep));
        var c3 = Vector512.Load(source + (11 * sourceStep));
        var c01 = Avx512F.UnpackLow(c0, c1).AsDouble();
        var c23 = Avx512F.UnpackLow(c2, c3).AsDouble();
        var c01High = Avx512F.UnpackHigh(c0, c1).AsDouble();
        var c23High = Avx512F.UnpackHigh(c2, c3).AsDouble();
        c0 = Avx512F.UnpackLow(c01, c23).AsSingle();
        c1 = Avx512F.UnpackHigh(c01, c23).AsSingle();
        c2 = Avx512F.UnpackLow(c01High, c23High).AsSingle();
        c3 = Avx512F.UnpackHigh(c01High, c23High).AsSingle();
        var d0 = Vector512.Load(source + (12 * sourceStep));
        var d1 = Vector512.Load(source + (13 * sourceStep));
        var d2 = Vector512.Load(source + (14 * sourceStep));
        var d3 = Vector512.Load(source + (15 * sourceStep));
        var d01 = Avx512F.UnpackLow(d0, d1).AsDouble();
        var d23 = Avx512F.UnpackLow(d2, d3).AsDouble();
        var d01High = Avx512F.UnpackHigh(d0, d1).AsDouble();
        var d23High = Avx512F.UnpackHigh(d2, d3).AsDouble();
        d0 = Avx512F.UnpackLow(d01, d23).AsSingle();
        d1 = Avx512F.UnpackHigh(d01, d23).AsSingle();
        d2 = Avx512F.UnpackLow(d01High, d23High).AsSingle();
        d3 = Avx512F.UnpackHigh(d01High, d23High).AsSingle();

        var (ab, abHigh) = (Avx512F.Shuffle4x128(a0, b0, 0x88), Avx512F.Shuffle4x128(a0, b0, 0xDD));
        var (cd, cdHigh) = (Avx512F.Shuffle4x128(c0, d0, 0x88), Avx512F.Shuffle4x128(c0, d0, 0xDD));
        Vector512.Store(Avx512F.Shuffle4x128(ab, cd, 0x88), destination);
        Vector512.Store(Avx512F.Shuffle4x128(abHigh, cdHigh, 0x88), destination + (4 * destinationStep));
        Vector512.Store(Avx512F.Shuffle4x128(ab, cd, 0xDD), destination + (8 * destinationStep));
        Vector512.Store(Avx512F.Shuffle4x128(abHigh, cdHigh, 0xDD), destination + (12 * destinationStep));
        (ab, abHigh) = (Avx512F.Shuffle4x128(a1, b1, 0x88), Avx512F.Shuffle4x128(a1, b1, 0xDD));
        (cd, cdHigh) = (Avx512F.Shuffle4x128(c1, d1, 0x88), Avx512F.Shuffle4x128(c1, d1, 0xDD));
        Vector512.Store(Avx512F.Shuffle4x128(ab, cd, 0x88), destination + destinationStep);
        Vector512.Store(Avx512F.Shuffle4x128(abHigh, cdHigh, 0x88), destination + (5 * destinationStep));
        Vector512.Store(Avx512F.Shuffle4x128(ab, cd, 0xDD), destination + (9 * destinationStep));
        Vector512.Store(Avx512F.Shuffle4x128(abHigh, cdHigh, 0xDD), destination + (13 * destinationStep));
        (ab, abHigh) = (Avx512F.Shuffle4x128(a2, b2, 0x88), Avx512F.Shuffle4x128(a2, b2, 0xDD));
        (cd, cdHigh) = (Avx512F.Shuffle4x128(c2, d2, 0x88), Avx512F.Shuffle4x128(c2, d2, 0xDD));
        Vector512.Store(Avx512F.Shuffle4x128(ab, cd, 0x88), destination + (2 * destinationStep));
        Vector512.Store(Avx512F.Shuffle4x128(abHigh, cdHigh, 0x88), destination + (6 * destinationStep));
        Vector512.Store(Avx512F.Shuffle4x128(ab, cd, 0xDD), destination + (10 * destinationStep));
        Vector512.Store(Avx512F.Shuffle4x128(abHigh, cdHigh, 0xDD), destination + (14 * destinationStep));
        (ab, abHigh) = (Avx512F.Shuffle4x128(a3, b3, 0x88), Avx512F.Shuffle4x128(a3, b3, 0xDD));
        (cd, cdHigh) = (Avx512F.Shuffle4x128(c3, d3, 0x88), Avx512F.Shuffle4x128(c3, d3, 0xDD));
        Vector512.Store(Avx512F.Shuffle4x128(ab, cd, 0x88), destination + (3 * destinationStep));
        Vector512.Store(Avx512F.Shuffle4x128(abHigh, cdHigh, 0x88), destination + (7 * destinationStep));
        Vector512.Store(Avx512F.Shuffle4x128(ab, cd, 0xDD), destination + (11 * destinationStep));
        Vector512.Store(Avx512F.Shuffle4x128(abHigh, cdHigh, 0xDD), destination + (15 * destinationStep));
    }
}
