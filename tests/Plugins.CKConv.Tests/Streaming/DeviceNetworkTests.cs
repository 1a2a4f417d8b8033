using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Devices;

namespace StreamHost.Plugins.CKConv.Tests.Streaming;

/// <summary>Sound on another device, against the managed form.</summary>
public sealed class DeviceNetworkTests
{
    private const int Rate = 3200;

    private const string Raw = """{ "signal": [400], "stem": 6, "widths": [6, 6], "separable": true, "norm": "batch", "readout": "every", "extent": [70, 120], "kernel": { "hidden": 8, "omega0": 3 } }""";
    private const string Bank = """{ "signal": [40], "filterBank": { "bands": 12, "highest": 1400, "rate": 100 }, "stem": 18, "widths": [18, 6], "separable": true, "endNorm": true, "readout": "events", "extent": 20, "kernel": { "hidden": 8, "omega0": 5 } }""";

    public static TheoryData<string> Networks() => [.. StreamingNetworkTests.Networks(), .. StreamingNetworkTests.Banks()];

    public static TheoryData<string> Kinds() => [Raw, Bank];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Streams_are_heard_as_the_managed_form_hears_them(string architecture)
    {
        var package = Heard.Package(architecture, Rate);
        using var here = Load(package, TensorDevice.Managed);
        using var there = Load(package, Other());
        float[][] signals = [Heard.Signal(1600, Rate, 5), Heard.Signal(1600, Rate, 6), Heard.Signal(1600, Rate, 7)];
        AssertClose(Heard.Run(here, signals), Heard.Run(there, signals));
    }

    /// <summary>Twenty streams, of which some begin later and some are not in every call: more than the tables have rows at first.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Streams_come_and_stay_away(string architecture)
    {
        const int Streams = 20;
        var package = Heard.Package(architecture, Rate);
        using var here = Load(package, TensorDevice.Managed);
        using var there = Load(package, Other());
        var (hosts, random) = (new[] { new Streamed(here, Streams), new Streamed(there, Streams) }, new Random(4));
        for (var call = 0; call < 40; call++)
        {
            int[] rows = [.. Enumerable.Range(0, Math.Min(Streams, call + 1)).Where(_ => random.Next(4) > 0)];
            if (rows.Length > 0)
                AssertClose([[hosts[0].Hear(rows)]], [[hosts[1].Hear(rows)]]);
        }
    }

    /// <summary>The host may put a stream back to what it was some calls ago, or let two go on from one.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_stream_goes_on_from_whatever_memory_the_host_gives_it(string architecture)
    {
        var package = Heard.Package(architecture, Rate);
        using var here = Load(package, TensorDevice.Managed);
        using var there = Load(package, Other());
        Streamed[] hosts = [new(here, 3), new(there, 3)];
        float[][] kept = new float[2][];
        for (var call = 0; call < 60; call++)
        {
            if (call == 30)
                kept = [.. hosts.Select(host => host.State(0).ToArray())];
            for (var i = 0; i < 2 && call == 34; i++)
            {
                kept[i].CopyTo(hosts[i].State(0));
                kept[i].CopyTo(hosts[i].State(1));
                hosts[i].State(0).CopyTo(hosts[i].State(2));
            }

            AssertClose([[hosts[0].Hear(0, 1, 2)]], [[hosts[1].Hear(0, 1, 2)]]);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Where_the_device_fails_the_managed_form_goes_on_and_nothing_is_lost(string architecture)
    {
        var package = Heard.Package(architecture, Rate);
        using var here = Load(package, TensorDevice.Managed);
        var joins = 0;
        using var there = Load(package, WatchedDevice.Make(TensorDevice.Default, operation =>
        {
            if (operation == nameof(ITensorDevice.Concat) && ++joins > 130)
                throw new InvalidOperationException("it fell off the bus");
        }));
        Streamed[] hosts = [new(here, 2), new(there, 2)];
        for (var call = 0; call < 90; call++)
        {
            AssertClose([[hosts[0].Hear(0, 1)]], [[hosts[1].Hear(0, 1)]]);
            Assert.Equal(joins <= 130, there.Degraded is null);
        }

        Assert.EndsWith(" failed: it fell off the bus; the managed arithmetic goes on", there.Degraded, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_does_not_take_over_what_lies_on_a_device()
    {
        var package = Heard.Package(Bank, Rate);
        var device = Other();
        using var one = Load(package, device);
        using var two = Load(package, device);
        Assert.NotEqual(one.StateLayout, two.StateLayout);
    }

    private static ITensorDevice Other() => WatchedDevice.Make(TensorDevice.Default, _ => { });

    private static IAudioModel Load(ModelPackage package, ITensorDevice device)
    {
        using var use = TensorDevice.Use(device);
        return new CKConvPlugin().LoadAudioModel(package, Rate);
    }

    private static void AssertClose(float[][][] expected, float[][][] actual)
    {
        foreach (var (e, a) in expected.SelectMany(list => list).SelectMany(list => list).Zip(actual.SelectMany(list => list).SelectMany(list => list)))
            Assert.True(Math.Abs(e - a) <= 1e-4 * Math.Max(1, Math.Abs(e)), $"{a} is not {e}.");
    }

    /// <summary>A host of some streams: each hears a noise of its own.</summary>
    private sealed class Streamed
    {
        private readonly IAudioModel _model;
        private readonly float[] _states;
        private readonly Random[] _noise;

        public Streamed(IAudioModel model, int streams)
        {
            (_model, _states) = (model, new float[streams * model.StateLength]);
            _noise = [.. Enumerable.Range(0, streams).Select(stream => new Random(stream))];
            for (var stream = 0; stream < streams; stream++)
                model.InitializeState(State(stream));
        }

        public Span<float> State(int stream) => _states.AsSpan(stream * _model.StateLength, _model.StateLength);

        public float[] Hear(params int[] rows)
        {
            float[] samples = [.. rows.SelectMany(row => Enumerable.Range(0, _model.Hop).Select(_ => (float)(_noise[row].NextDouble() - 0.5)))];
            var scores = new float[rows.Length * Heard.Labels];
            _model.Process(new AudioBatch
            {
                Count = rows.Length, Samples = samples, States = _states, Rows = rows, Scores = scores, Scratch = new float[_model.ScratchLength(rows.Length)],
            });
            return scores;
        }
    }
}
