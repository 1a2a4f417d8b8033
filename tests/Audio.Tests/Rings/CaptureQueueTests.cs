using StreamHost.Audio.Devices;
using StreamHost.Audio.Rings;

namespace StreamHost.Audio.Tests.Rings;

public sealed class CaptureQueueTests
{
    private static readonly AudioDevice Stereo = new("s", "Stereo", 1_000, 2, true);

    [Fact]
    public void A_producer_and_a_reader_on_threads_of_their_own_pass_on_every_frame_in_order_or_count_it()
    {
        const int Blocks = 50_000;
        using var queue = new CaptureQueue(Stereo, TimeSpan.FromSeconds(0.5));
        var producer = new Thread(() =>
        {
            var random = new Random(3);
            var (samples, number) = (new float[200], 0);
            for (var block = 0; block < Blocks; block++)
            {
                var frames = random.Next(1, 100);
                for (var i = 0; i < 2 * frames; i++)
                    samples[i] = (number++ % (1 << 20)) + 1;
                queue.Write(samples.AsSpan(0, 2 * frames), block, block);
            }

            queue.Finish(CaptureReadKind.Ended, "");
        });
        producer.Start();
        var read = new float[2 * queue.MaxFrames];
        var (expected, isRight) = (0, true);
        while (queue.Read(read, TimeSpan.FromSeconds(30)) is { Kind: not CaptureReadKind.Ended } got)
        {
            Assert.NotEqual(CaptureReadKind.Nothing, got.Kind);
            if (got.Kind == CaptureReadKind.Overflow)
            {
                expected += 2 * got.Frames;
                continue;
            }

            for (var i = 0; i < 2 * got.Frames; i++)
                isRight &= read[i] == (expected++ % (1 << 20)) + 1;
        }

        producer.Join();
        Assert.True(isRight);
    }

    [Fact]
    public void What_has_no_room_is_told_before_what_follows_it()
    {
        using var queue = new CaptureQueue(Stereo, TimeSpan.FromSeconds(0.5));
        var block = new float[200];
        for (var i = 0; i < 10; i++)
            queue.Write(block, i, i);
        var read = new float[200];
        for (var i = 0; i < 6; i++)
            Assert.Equal(new CaptureRead(CaptureReadKind.Samples, 100, i, i), queue.Read(read, TimeSpan.Zero));
        Assert.Equal(CaptureReadKind.Nothing, queue.Read(read, TimeSpan.Zero).Kind);
        queue.Write(block, 11, 11);
        Assert.Equal(new CaptureRead(CaptureReadKind.Overflow, 400), queue.Read(read, TimeSpan.Zero));
        Assert.Equal(new CaptureRead(CaptureReadKind.Samples, 100, 11, 11), queue.Read(read, TimeSpan.Zero));
    }

    [Fact]
    public void A_long_block_is_cut_and_each_part_has_its_own_time_of_capture()
    {
        using var queue = new CaptureQueue(Stereo, TimeSpan.FromSeconds(0.5));
        queue.Write(new float[500], 9_000_000_000, 1_000_000_000);
        var read = new float[200];
        Assert.Equal(new CaptureRead(CaptureReadKind.Samples, 100, 9_000_000_000, 1_000_000_000), queue.Read(read, TimeSpan.Zero));
        Assert.Equal(new CaptureRead(CaptureReadKind.Samples, 100, 9_000_000_000, 1_100_000_000), queue.Read(read, TimeSpan.Zero));
        Assert.Equal(new CaptureRead(CaptureReadKind.Samples, 50, 9_000_000_000, 1_200_000_000), queue.Read(read, TimeSpan.Zero));
    }

    [Fact]
    public void The_end_comes_after_all_that_was_written_and_its_first_reason_stays()
    {
        using var queue = new CaptureQueue(Stereo, TimeSpan.FromSeconds(0.5));
        queue.Write(new float[20], 1, 1);
        queue.Finish(CaptureReadKind.Lost, "unplugged");
        queue.Finish(CaptureReadKind.Ended, "closed");
        var read = new float[200];
        Assert.Equal(CaptureReadKind.Samples, queue.Read(read, TimeSpan.Zero).Kind);
        Assert.Equal(new CaptureRead(CaptureReadKind.Lost, Detail: "unplugged"), queue.Read(read, TimeSpan.Zero));
    }

    [Fact]
    public void Writing_and_reading_make_no_garbage()
    {
        using var queue = new CaptureQueue(Stereo, TimeSpan.FromSeconds(0.5));
        var (block, read) = (new float[20], new float[200]);
        for (var i = 0; i < 100; i++)
            Pass();
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1000; i++)
                Pass();
        }));

        void Pass()
        {
            queue.Write(block, 1, 1);
            queue.Read(read, TimeSpan.Zero);
        }
    }
}
