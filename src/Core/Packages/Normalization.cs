namespace StreamHost.Core.Packages;

/// <summary>What is taken from and divided out of each feature before a network sees it: (value - mean) / scale.</summary>
/// <param name="Mean">[features], learnt on the training part alone.</param>
/// <param name="Scale">[features], never 0; the standard deviation over the training part.</param>
public sealed record Normalization(IReadOnlyList<float> Mean, IReadOnlyList<float> Scale);
