using StreamHost.Numerics.Tensors;

namespace StreamHost.Plugins.CfC.Networks;

/// <summary>Picks each sequence's last event out of a padded batch.</summary>
internal static class LastEvents
{
    /// <summary>From [batch, time, outputs] the row at <paramref name="lengths"/> - 1 of each sequence: [batch, outputs].</summary>
    public static Tensor Of(Tensor outputs, int[] lengths)
    {
        var (batch, time, width) = (outputs.Shape[0], outputs.Shape[1], outputs.Shape[2]);
        int Start(int row) => ((row * time) + lengths[row] - 1) * width;

        var picked = Tensor.Operation([batch, width], [outputs], result =>
        {
            for (var row = 0; row < batch; row++)
            {
                var target = outputs.Gradient.Slice(Start(row), width);
                for (var i = 0; i < width; i++)
                    target[i] += result.Gradient[(row * width) + i];
            }
        });
        for (var row = 0; row < batch; row++)
            outputs.Values.Slice(Start(row), width).CopyTo(picked.Values.Slice(row * width, width));
        return picked;
    }
}
