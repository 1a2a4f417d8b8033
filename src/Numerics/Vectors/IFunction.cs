namespace StreamHost.Numerics.Vectors;

/// <summary>A function of one number, applied to all lanes of a vector at once. A type, so that kernels inline it.</summary>
public interface IFunction
{
    /// <summary>The function's values. Implementations ask to be inlined.</summary>
    static abstract TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct;
}
