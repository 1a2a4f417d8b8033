using StreamHost.Core;
using StreamHost.Host.Models;
using StreamHost.Host.Presets;
using StreamHost.Host.Sinks.Screen;
using StreamHost.Host.Sources;
using StreamHost.Host.Sources.Replay;
using StreamHost.Host.Sources.StandardInput;
using StreamHost.Host.Tests.Serving;

namespace StreamHost.Host.Tests.Models;

public sealed class ChosenModelTests : IDisposable
{
    private readonly ModelFolder _models = new();

    public ChosenModelTests() => _models.Publish();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void A_folder_name_version_has_the_model_folder_that_it_lies_in()
    {
        var chosen = ChosenModel.Open("models/walk/1", _models.Root, models: null);
        Assert.Equal(_models.Store.Root, chosen.Store.Root);
        Assert.Equal(Path.Combine(_models.Store.Root, "walk", "1"), chosen.Reference.Text);
    }

    [Fact]
    public void The_model_folder_of_the_command_line_comes_first()
    {
        Assert.Equal("elsewhere", ChosenModel.Open("models/walk/1", _models.Root, "elsewhere").Store.Root);
        Directory.Move(_models.Store.FolderOf("walk", 1), Path.Combine(_models.Root, "mine"));
        Assert.NotEqual(_models.Store.Root, ChosenModel.Open("mine", _models.Root, models: null).Store.Root);
    }

    [Theory]
    [InlineData("walk", true, null, true)]
    [InlineData("walk/latest", true, null, true)]
    [InlineData("walk/latest", true, false, false)]
    [InlineData("walk", false, null, false)]
    [InlineData("walk", false, true, true)]
    [InlineData("walk/1", true, null, false)]
    public void Newer_versions_are_watched_for_where_the_source_is_live_and_the_newest_is_meant(string model, bool isLive, bool? watch, bool isWatched)
    {
        var preset = Preset(model, isLive) with { Watch = watch };
        Assert.Equal(isWatched, ChosenModel.Open(model, ".", _models.Store.Root).IsWatched(preset));
    }

    [Fact]
    public void To_watch_for_newer_versions_of_a_fixed_one_is_a_mistake()
    {
        var preset = Preset("walk/1", isLive: true) with { Watch = true };
        var message = Assert.Throws<InputException>(() => ChosenModel.Open("walk/1", ".", _models.Store.Root).IsWatched(preset)).Message;
        Assert.Equal("$.watch: walk/1 is one version, and never a newer one; leave watch out, or name the model walk", message);
    }

    private static Preset Preset(string model, bool isLive)
    {
        SourceOptions source = isLive ? new StandardInputOptions() : new ReplayOptions { Path = "a.csv" };
        return new Preset { Source = source, Model = model, Sinks = [new ScreenOptions()] };
    }
}
