namespace StreamHost.Numerics.Convolutions;

/// <summary>How the spectra of a product's operand lie.</summary>
/// <param name="Line">From a line of the matrix to the next, in spectra.</param>
/// <param name="Term">From a term of the sum to the next, in spectra.</param>
internal readonly record struct SpectralOperand(int Line, int Term);
