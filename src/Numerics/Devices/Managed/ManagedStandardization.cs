using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>Normalisation layers.</summary>
internal sealed partial class ManagedDevice
{
    /// <inheritdoc/>
    public (Tensor Y, Tensor Means, Tensor Variances) Standardize(
        Tensor x, Tensor scale, Tensor shift, StandardizedOver over, double epsilon, Rectification? then)
    {
        var sizes = new StandardizedSizes(x.Shape[0], x.Shape[1], x.Length / Math.Max(1, x.Shape[0] * x.Shape[1]));

        // Where it can't be done along, or what comes around is x itself, it follows as operations of its own.
        var along = over == StandardizedOver.Channels || then?.Around == x ? null : then;
        IStandardization form = over == StandardizedOver.Channels
            ? new PositionStandardization(sizes, x, scale, shift, epsilon)
            : new RowStandardization(sizes, over, x, scale, shift, epsilon, along is null ? null : new RectificationPass(along, x.Length));
        Tensor[] inputs = along?.Around is null ? [x, scale, shift] : [x, scale, shift, along.Around];
        var y = Tensor.Unfilled(x.Shape, inputs, y => form.AddGradients(y.ValueArray, y.GradientArray));
        form.Fill(y.ValueArray);
        return (along == then ? y : then!.Apply(y), Whole(form.Means), Whole(form.Variances));
    }

    private static Tensor Whole(float[] values) => Tensor.Of(values, values.Length);
}
