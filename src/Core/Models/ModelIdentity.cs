namespace StreamHost.Core.Models;

/// <summary>Which model spoke. One instance a loaded package, shared by all its classifications.</summary>
/// <param name="Name">The package's name.</param>
/// <param name="Version">The package's version, from 1.</param>
/// <param name="WeightsSha256">SHA-256 of <c>weights.safetensors</c>, 64 lower-case hexadecimal digits.</param>
/// <param name="Labels">The labels, in the order of the model's scores.</param>
public sealed record ModelIdentity(string Name, int Version, string WeightsSha256, IReadOnlyList<string> Labels);
