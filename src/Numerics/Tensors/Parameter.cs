namespace StreamHost.Numerics.Tensors;

/// <summary>A tensor that training changes, by the name under which a package stores it.</summary>
/// <param name="Name">Unique within a network.</param>
/// <param name="Tensor">Its values and their gradient.</param>
public sealed record Parameter(string Name, Tensor Tensor);
