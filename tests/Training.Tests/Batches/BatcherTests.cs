using StreamHost.Core.Signals;
using StreamHost.Training.Batches;
using StreamHost.Training.Datasets;
using StreamHost.Training.Loop;

namespace StreamHost.Training.Tests.Batches;

public sealed class BatcherTests
{
    [Fact]
    public void An_epoch_holds_every_sequence_once_in_the_same_order_for_the_same_seed()
    {
        var recordings = Enumerable.Range(1, 103).Select(i => Make($"r{i}", count: 1 + (i % 17))).ToArray();
        var batcher = new Batcher(recordings.Select(Sequence.Whole), 1, 8, everyEvent: false, settle: 0);
        var epoch = batcher.Shuffled(5);
        Assert.Equal(batcher.Count, epoch.Length);
        Assert.Equal(recordings.Select(r => r.Name).Order(), epoch.SelectMany(batch => batch).Select(sequence => sequence.Recording.Name).Order());
        Assert.Equal(Names(epoch), Names(batcher.Shuffled(5)));
        Assert.NotEqual(Names(epoch), Names(batcher.Shuffled(6)));
    }

    [Fact]
    public void In_order_a_batch_ends_where_padding_would_grow_too_large()
    {
        int[] lengths = [1, 2, 3, 3, 5, 9, 40, 2];
        var batcher = new Batcher(lengths.Select((length, i) => Sequence.Whole(Make($"r{i}", length))), 1, 3, everyEvent: false, settle: 0);
        Assert.Equal([[1, 2, 3], [3, 5], [9], [40], [2]], batcher.InOrder(mostEvents: 12).Select(batch => batch.Select(sequence => sequence.Count)));
    }

    [Fact]
    public void A_batch_is_padded_and_its_elapsed_times_start_anew()
    {
        var batcher = new Batcher([], 1, 2, everyEvent: true, settle: 0);
        var batch = batcher.Fill([new Sequence(Make("a", 5), 2, 3), Sequence.Whole(Make("b", 2))]);
        Assert.Equal((2, 3), (batch.Count, batch.Time));
        Assert.Equal([2f, 3, 4, 0, 1, 0], batch.Values.Take(6));
        Assert.Equal([double.NaN, 1, 1, double.NaN, 1, 0], batch.Elapsed.Take(6));
        Assert.Equal([3, 2], batch.Lengths.Take(2));
        Assert.Equal([2, 3, 4, 0, 1, -1], batch.Labels.Take(6));
    }

    [Theory]
    [InlineData(10, 4, 3)]
    [InlineData(10, 10, 3)]
    [InlineData(3, 10, 5)]
    [InlineData(11, 4, 4)]
    public void Windows_cover_every_event(int count, int length, int stride)
    {
        var windows = Sequence.Windows(Make("a", count), length, stride).ToList();
        Assert.All(windows, window => Assert.Equal(Math.Min(length, count), window.Count));
        Assert.Equal(Enumerable.Range(0, count), windows.SelectMany(window => Enumerable.Range(window.Start, window.Count)).Distinct().Order());
    }

    [Fact]
    public void Events_too_near_a_change_of_label_are_not_judged()
    {
        var settling = new Settling(2 * UnixTime.Second);
        var labels = new[] { 0, 0, 0, 1, 1, 1, 1 };
        Assert.Equal([-1, -1, 0, -1, -1, 1, 1], labels.Select((label, i) => settling.Next(i * UnixTime.Second, label)));
        var never = new Settling(0);
        Assert.Equal(labels, labels.Select((label, i) => never.Next(i, label)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(3)]
    [InlineData(100)]
    public void A_window_is_judged_where_the_whole_recording_is(double settle)
    {
        int[] labels = [0, 0, 0, 0, 1, 1, -1, 2, 2, 2, 2, 2, 2, 0];
        var recording = Make("a", labels.Length) with { Labels = labels };
        var batcher = new Batcher([], 1, 1, everyEvent: true, settle);
        var whole = batcher.Fill([Sequence.Whole(recording)]).Labels[..labels.Length];
        for (var start = 0; start <= labels.Length - 3; start++)
            Assert.Equal(whole[start..(start + 3)], batcher.Fill([new Sequence(recording, start, 3)]).Labels.Take(3));
    }

    [Fact]
    public void Normalisation_is_that_of_what_was_measured()
    {
        var recording = new Recording { Name = "a", Times = [0, 1, 2], Values = [1, 5, 3, float.NaN, float.NaN, 5], Labels = [0] };
        var learnt = NormalizationLearner.Learn([recording], 2);
        Assert.Equal([2f, 5f], learnt.Mean);
        Assert.Equal([1f, 1f], learnt.Scale);
    }

    [Fact]
    public void Balanced_weights_make_a_rare_label_count_as_much()
    {
        var recording = new Recording { Name = "a", Times = [0, 1, 2, 3], Values = [], Labels = [0, 0, 0, 1] };
        Assert.Equal([4f / 9, 4f / 3, 0f], ClassWeights.Balance([recording], 3, everyEvent: true));
        Assert.Equal([0f, 1f / 3, 0f], ClassWeights.Balance([recording, recording], 3, everyEvent: false));
    }

    private static IEnumerable<string> Names(Sequence[][] epoch) => epoch.SelectMany(batch => batch).Select(sequence => sequence.Recording.Name);

    private static Recording Make(string name, int count) => new()
    {
        Name = name,
        Times = [.. Enumerable.Range(0, count).Select(i => i * UnixTime.Second)],
        Values = [.. Enumerable.Range(0, count).Select(i => (float)i)],
        Labels = [.. Enumerable.Range(0, count)],
    };
}
