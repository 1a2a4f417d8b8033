using StreamHost.Plugins.CKConv.Convolutions;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>Samples a convolution's kernels for a stream: [outputs, inputs, length] or [channels, 1, length], the last sample lag 0.</summary>
internal delegate float[] KernelSampler(ContinuousConvolution convolution);
