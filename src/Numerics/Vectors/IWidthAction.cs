namespace StreamHost.Numerics.Vectors;

/// <summary>Work that is written once for all widths of vector.</summary>
public interface IWidthAction
{
    /// <summary>Does the work with one width.</summary>
    void Run<TLanes, TVector>()
        where TLanes : struct, ILanes<TVector>
        where TVector : struct;
}
