using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using StreamHost.Core;
using StreamHost.Engine.Serving;
using StreamHost.Host.Control;
using StreamHost.Host.Tests.Program;
using StreamHost.Host.Tests.Serving;

namespace StreamHost.Host.Tests.Control;

/// <summary>The socket of a run in this process, and the verbs in processes of their own.</summary>
public sealed class ControlServerTests : IDisposable
{
    private readonly ModelFolder _models = new();
    private readonly FakeServing _serving = new();
    private readonly string _folder;

    public ControlServerTests()
    {
        _folder = Directory.CreateDirectory(Path.Combine(_models.Root, "streamhost")).FullName;
        _models.Publish();
        _models.Publish();
    }

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task A_version_is_loaded_and_the_answer_says_how_streams_came_to_it()
    {
        await using var server = Start();
        var (status, output, error) = await RunAsync("load", "walk/2", "--trial", "canary", "--share", "0.25");
        Assert.True(status == 0, error);
        Assert.Equal("walk/2 answers 3 streams: 2 carried, 1 warmed (0.80 s to prepare, 12 ms to change)\n", output);
        Assert.Equal(["load 2"], _serving.Asked);
        Assert.Equal(new TrialOptions { Kind = TrialKind.Canary, Share = 0.25, Duration = 7 }, _serving.Trial);
    }

    [Fact]
    public async Task A_rollback_is_told_to_programs_as_a_line_of_JSON()
    {
        await using var server = Start();
        var (_, output, _) = await RunAsync("rollback", "--reason", "it is worse", "--json");
        var answer = JsonElement.Parse(Assert.Single(output.TrimEnd('\n').Split('\n')));
        Assert.Equal("rolled back walk/2: it is worse; walk/1 answers", answer.GetProperty("text").GetString());
        Assert.Equal("rolledBack", answer.GetProperty("happened").GetProperty("kind").GetString());
        Assert.Equal(["rollback: it is worse"], _serving.Asked);
    }

    [Fact]
    public async Task The_status_shows_versions_and_what_they_do()
    {
        _serving.Candidate = FakeServing.Version(5);
        await using var server = Start();
        var (status, output, _) = await RunAsync("status");
        Assert.Equal(0, status);
        foreach (var part in new[] { "walking", "walk/4", "answers 2 streams (1 carried, 1 cold)", "walk/5", "on trial, 3 s to go", "walk/3", "agreement 0.950", "not known yet times", "2 changes of version, 1 fault" })
            Assert.Contains(part, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_hosts_one_must_be_named_and_the_status_shows_all()
    {
        await using var one = Start();
        await using var other = Start("sitting");
        var (status, _, error) = await RunAsync("rollback");
        Assert.Equal(2, status);
        Assert.Equal($"streamhost: --run: there are 2 running hosts; name one of sitting ({Environment.ProcessId}), walking ({Environment.ProcessId})\n", error);
        Assert.Equal(0, (await RunAsync("unload", "3", "--run", "sitting")).Status);
        Assert.Equal(0, (await RunAsync("unload", "2", "--run", one.Path)).Status);
        Assert.Equal(2, (await RunAsync("unload", "3", "--run", "standing")).Status);
        Assert.Equal(["unload 3", "unload 2"], _serving.Asked);

        var (_, output, _) = await RunAsync("status", "--json");
        var runs = output.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line).GetProperty("status").GetProperty("run").GetString());
        Assert.Equal(["sitting", "walking"], runs);
    }

    [Theory]
    [InlineData(1, "no host is running; start one with streamhost run", "status")]
    [InlineData(1, "no host is running; start one with streamhost run", "promote")]
    [InlineData(1, "nobody answers", "promote", "--run", "/nowhere/walking-1.sock")]
    [InlineData(2, "it is no host's socket", "promote", "--run", "walking.sock")]
    [InlineData(2, "is no hash", "load", "walk@12")]
    public async Task Where_no_host_answers_a_verb_says_so_in_one_line(int expected, string message, params string[] verb)
    {
        var (status, output, error) = await RunAsync(verb);
        Assert.Equal(expected, status);
        Assert.Empty(output);
        Assert.Contains(message, Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"verb\": \"promote\" }", 2, "promote: there is no version on trial; load one")]
    [InlineData("{ \"verb\": \"explode\" }", 2, "request, $.verb: \"explode\" is not one of the words for it; use status, load, promote, rollback, unload")]
    [InlineData("{ \"verb\": \"load\" }", 2, "request, $: \"model\" is missing; it is required")]
    [InlineData("{ \"verb\": \"load\", \"model\": \"walk\", \"share\": 0 }", 2, "request, $.share: 0 is out of range; use above 0 to 1")]
    [InlineData("{ \"verb\": \"load\", \"model\": \"walk\", \"trial\": \"shadow\", \"share\": 0.5 }", 2, "share: only a canary answers a share of the streams")]
    [InlineData("{ \"verb\": \"load\", \"model\": \"walk\", \"duration\": 5 }", 2, "duration: there is no trial that could last so long")]
    [InlineData("{ \"verb\": \"load\", \"model\": \"run\" }", 2, "run: there is no such package in ")]
    [InlineData("{ \"verb\": \"unload\", \"version\": 0 }", 2, "request, $.version: 0 is out of range; use 1 to 2147483647")]
    [InlineData("{ \"verb\": \"status\", \"x\": 1 }", 2, "request, $.x: unknown key \"x\"")]
    [InlineData("{", 2, "request: it is not JSON; send one object on one line")]
    [InlineData("null", 2, "request, $: null is not an object")]
    [InlineData("", 2, "request: it is not JSON")]
    public async Task What_can_not_happen_is_answered_in_one_line(string request, int exit, string text)
    {
        await using var server = Start();
        var answer = ControlAnswer.Parse(await SayAsync(server, request + "\n"))!;
        Assert.Equal(exit, answer.Exit);
        Assert.StartsWith(text, answer.Text, StringComparison.Ordinal);
        Assert.Empty(_serving.Asked);
    }

    [Fact]
    public async Task Who_says_too_much_or_too_little_is_shown_out_and_holds_nothing_up()
    {
        await using var server = Start();
        using var silent = await ConnectAsync(server);
        using var half = await ConnectAsync(server);
        await half.SendAsync(Encoding.UTF8.GetBytes("{ \"verb\": "));
        Assert.Equal(0, await DrainAsync(server, new byte[100_000]));

        Assert.Contains("\"exit\":0", await SayAsync(server, "{ \"verb\": \"status\" }\n"), StringComparison.Ordinal);
        Assert.Equal(0, await silent.ReceiveAsync(new byte[1]));
        Assert.Equal(0, await half.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task A_load_that_takes_long_holds_no_other_request_up_and_is_told_of_the_end_of_the_run()
    {
        var slow = new FakeServing { Ready = new TaskCompletionSource().Task };
        var server = Start("walking", slow);
        var host = Assert.Single(await HostSocket.FindAsync(_folder));
        var load = host.AskAsync(new ControlRequest { Verb = ControlVerb.Load, Model = "walk" });
        await slow.Begun.WaitAsync();
        Assert.Equal("walk/4", (await host.AskAsync(new ControlRequest { Verb = ControlVerb.Status })).Status?.Current);
        await server.DisposeAsync();
        var answer = await load;
        Assert.Equal((1, "the run ended before it had happened"), (answer.Exit, answer.Text));
        Assert.False(File.Exists(server.Path));
        await Assert.ThrowsAsync<WorkFailedException>(() => host.AskAsync(new ControlRequest { Verb = ControlVerb.Status }));
    }

    [Fact]
    public async Task The_socket_is_the_users_alone()
    {
        if (OperatingSystem.IsWindows())
            return;

        await using var server = Start();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(server.Path));
    }

    [Fact]
    public async Task Sockets_that_dead_hosts_left_are_removed_and_those_of_living_ones_stay()
    {
        await using var server = Start("living");
        var dead = Path.Combine(_folder, $"dead-{int.MaxValue}.sock");
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(dead + ".moved"));
            File.Move(dead + ".moved", dead);
        }

        File.WriteAllText(Path.Combine(_folder, "no-host.sock"), "");
        Assert.True(File.Exists(dead));
        Assert.Equal(["living"], (await HostSocket.FindAsync(_folder)).Select(host => host.Name));
        Assert.False(File.Exists(dead));
    }

    [Theory]
    [InlineData("spoken-digits", "spoken-digits")]
    [InlineData("two words, één", "two_words____n")]
    [InlineData("0123456789012345678901234567890123456789012", "0123456789012345678901234567890123456789")]
    public void A_runs_name_is_made_fit_for_a_sockets_path(string run, string name) => Assert.Equal(name, ControlServer.SocketName(run));

    private ControlServer Start(string name = "walking", FakeServing? serving = null) => new(
        new ControlDesk(new RunDescription(name, $"{name}.json", "walk", true), serving ?? _serving, _models.Store, new TrialOptions { Duration = 7 }),
        _folder,
        TimeSpan.FromSeconds(1));

    private Task<(int Status, string Output, string Error)> RunAsync(params string[] arguments)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_models.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var program = RunningProgram.Start(new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = _models.Root }, arguments);
        return EndAsync(program);
    }

    private static async Task<(int Status, string Output, string Error)> EndAsync(RunningProgram program)
    {
        using (program)
            return await program.EndAsync();
    }

    private static async Task<Socket> ConnectAsync(ControlServer server)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(server.Path));
        return socket;
    }

    private static async Task<string> SayAsync(ControlServer server, string request)
    {
        using var socket = await ConnectAsync(server);
        using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream);
        return (await reader.ReadLineAsync())!;
    }

    /// <summary>Says something and reads what comes back; a connection that is cut is nothing.</summary>
    private static async Task<int> DrainAsync(ControlServer server, byte[] said)
    {
        using var socket = await ConnectAsync(server);
        try
        {
            await socket.SendAsync(said);
            return await socket.ReceiveAsync(new byte[1]);
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
