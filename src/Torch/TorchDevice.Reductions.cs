using StreamHost.Numerics.Tensors;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace StreamHost.Torch;

/// <summary>Sums, products and what is built on them.</summary>
internal sealed partial class TorchDevice
{
    /// <inheritdoc/>
    public Tensor Sum(Tensor x) => Result(Of(x).sum(torch.float64).to(torch.float32));

    /// <inheritdoc/>
    public Tensor Mean(Tensor x) => Result((Of(x).sum(torch.float64) / x.Length).to(torch.float32));

    /// <inheritdoc/>
    public Tensor Norm(Tensor x) => Result(Of(x).flatten().norm());

    /// <inheritdoc/>
    public Tensor Sum(Tensor x, int dimension) => Result(Of(x).sum(dimension));

    /// <inheritdoc/>
    public Tensor Softmax(Tensor x) => Result(functional.softmax(Of(x), -1));

    /// <inheritdoc/>
    public Tensor LogSoftmax(Tensor x) => Result(functional.log_softmax(Of(x), -1));

    /// <inheritdoc/>
    public Tensor MatMul(Tensor a, Tensor b) => Result(torch.matmul(Of(a), Of(b)));

    /// <inheritdoc/>
    public Tensor Linear(Tensor x, Tensor weight) => Result(torch.matmul(Of(x), Of(weight).t()));

    /// <inheritdoc/>
    public Tensor NormalizeWeight(Tensor direction, Tensor length)
    {
        // The derivative for a direction of one weight has to be exactly 0: what rounding leaves of it an optimiser would take for a slope.
        var (v, lengths) = (Of(direction), Of(length).unsqueeze(1));
        var norms = v.detach().square().sum(1, keepdim: true).sqrt();
        var unit = v.detach() / norms;
        var across = v - (unit * (unit * v).sum(1, keepdim: true));
        return Result((lengths * unit) + ((lengths / norms).detach() * (across - across.detach())));
    }

    /// <inheritdoc/>
    public Tensor CrossEntropy(Tensor logits, int[] labels, float[] weights)
    {
        // Only rows that count: what the others hold, NaN perhaps, must not come near a sum.
        int[] rows = [.. Enumerable.Range(0, labels.Length).Where(row => weights[row] > 0)];
        var total = rows.Sum(row => (double)weights[row]);
        var right = Whole([.. rows.Select(row => labels[row])]).unsqueeze(1);
        var shares = torch.tensor(Array.ConvertAll(rows, row => (float)(weights[row] / total)), torch.float32, _device);
        var scores = Of(logits).reshape(labels.Length, logits.Shape[^1]).index_select(0, Whole(rows));
        return Result(-(functional.log_softmax(scores, -1).gather(1, right).squeeze(1) * shares).sum());
    }

    /// <inheritdoc/>
    public (Tensor Y, Tensor Means, Tensor Variances) Standardize(
        Tensor x, Tensor scale, Tensor shift, StandardizedOver over, double epsilon, Rectification? then)
    {
        var values = Of(x);
        long[] shared = over switch
        {
            StandardizedOver.Channels => [1],
            StandardizedOver.Sample => [.. Enumerable.Range(1, x.Rank - 1)],
            _ => [0, .. Enumerable.Range(2, x.Rank - 2)],
        };
        long[] byChannel = [x.Shape[1], .. Enumerable.Repeat(1L, x.Rank - 2)];
        var means = values.mean(shared, keepdim: true);
        var centred = values - means;
        var variances = centred.square().mean(shared, keepdim: true);
        var y = Result((centred / (variances + epsilon).sqrt() * Of(scale).view(byChannel)) + Of(shift).view(byChannel));
        return (then?.Apply(y) ?? y, Result(means.detach().flatten()), Result(variances.detach().flatten()));
    }
}
