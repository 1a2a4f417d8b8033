using StreamHost.Numerics.Streaming;
using StreamHost.Plugins.CKConv.Convolutions;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>Samples a convolution's kernels for a stream: [outputs, inputs] or [channels] of them.</summary>
internal delegate MixedKernels KernelSampler(ContinuousConvolution convolution);
