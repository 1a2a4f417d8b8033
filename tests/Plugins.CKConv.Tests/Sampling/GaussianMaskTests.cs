using StreamHost.Plugins.CKConv.Sampling;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Tests.Sampling;

public sealed class GaussianMaskTests
{
    [Fact]
    public void A_width_below_zero_leaves_out_what_its_size_leaves_out()
    {
        var mask = new GaussianMask(new ParameterTable(seed: 1).Scope(), dimensions: 1, new MaskOptions { Width = 0.1 }, isCausal: true);
        int Kept() => mask.Crop(KernelGrid.Whole(201, 1)).Count;
        var kept = Kept();
        Assert.InRange(kept, 20, 25);
        mask.Width.Values[0] = -0.1f;
        Assert.Equal(kept, Kept());
    }
}
