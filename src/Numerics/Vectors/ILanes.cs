namespace StreamHost.Numerics.Vectors;

/// <summary>
/// Arithmetic on the lanes of one vector of float32, so that a kernel is written once for every width of vector. All
/// widths give the same bits: each operation rounds once, as IEEE 754 says.
/// </summary>
/// <typeparam name="TVector">The vector itself; a plain float where the machine has none.</typeparam>
public unsafe interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>How many floats a vector holds.</summary>
    static abstract int Count { get; }

    /// <summary>Reads a vector; any address.</summary>
    static abstract TVector Load(float* source);

    /// <summary>Writes a vector; any address.</summary>
    static abstract void Store(TVector value, float* destination);

    /// <summary>The same number in every lane.</summary>
    static abstract TVector Fill(float value);

    /// <summary>left + right.</summary>
    static abstract TVector Add(TVector left, TVector right);

    /// <summary>left - right.</summary>
    static abstract TVector Subtract(TVector left, TVector right);

    /// <summary>left * right.</summary>
    static abstract TVector Multiply(TVector left, TVector right);

    /// <summary>left / right.</summary>
    static abstract TVector Divide(TVector left, TVector right);

    /// <summary>left * right + addend, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>addend - left * right, rounded once.</summary>
    static abstract TVector NegativeMultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>The smaller of a bound and a value; NaN where the value is NaN.</summary>
    static abstract TVector AtMost(TVector bound, TVector value);

    /// <summary>The larger of a bound and a value; NaN where the value is NaN.</summary>
    static abstract TVector AtLeast(TVector bound, TVector value);

    /// <summary>The value without its sign.</summary>
    static abstract TVector Abs(TVector value);

    /// <summary>The magnitude of one number (not negative itself) with the sign of another.</summary>
    static abstract TVector WithSign(TVector magnitude, TVector sign);

    /// <summary>Per lane, one of two numbers: the first where the value is below or at zero, else (so for NaN too) the second.</summary>
    static abstract TVector WhereNotPositive(TVector value, TVector notPositive, TVector otherwise);

    /// <summary>
    /// 2^n, for n from -126 to 127, where n stands in the last bits of a float: <see cref="VectorMath{TLanes, TVector}.RoundingShift"/> + n.
    /// </summary>
    static abstract TVector PowerOfTwo(TVector shifted);

    /// <summary>The lanes in the opposite order.</summary>
    static abstract TVector Reverse(TVector value);

    /// <summary>Reads two vectors and sorts their lanes: those at even places, and those at odd ones.</summary>
    static abstract void LoadPairs(float* source, out TVector even, out TVector odd);

    /// <summary>The reverse of <see cref="LoadPairs"/>.</summary>
    static abstract void StorePairs(TVector even, TVector odd, float* destination);

    /// <summary>Transposes a square of as many rows as a vector has lanes; source and destination don't overlap.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="sourceStep">Floats from a row to the next.</param>
    /// <param name="destination">The first row of the transposed square.</param>
    /// <param name="destinationStep">Floats from a row of it to the next.</param>
    static abstract void Transpose(float* source, nint sourceStep, float* destination, nint destinationStep);
}
