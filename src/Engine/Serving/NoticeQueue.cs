using System.Threading.Channels;

namespace StreamHost.Engine.Serving;

/// <summary>Hands notices to their reader, one after the other, on no thread that has anything else to do.</summary>
internal sealed class NoticeQueue : IAsyncDisposable
{
    private readonly Channel<ServingNotice>? _channel;
    private readonly Task _reading = Task.CompletedTask;

    /// <param name="notify">The reader; null where nobody reads.</param>
    public NoticeQueue(Action<ServingNotice>? notify)
    {
        if (notify is null)
            return;

        _channel = Channel.CreateUnbounded<ServingNotice>();
        _reading = Task.Run(() => ReadAsync(_channel.Reader, notify));
    }

    /// <summary>Adds a notice. [any thread]</summary>
    public ServingNotice Add(ServingNotice notice)
    {
        _channel?.Writer.TryWrite(notice);
        return notice;
    }

    /// <summary>Ends when all were read.</summary>
    public async ValueTask DisposeAsync()
    {
        _channel?.Writer.TryComplete();
        await _reading.ConfigureAwait(false);
    }

    private static async Task ReadAsync(ChannelReader<ServingNotice> notices, Action<ServingNotice> notify)
    {
        while (await notices.WaitToReadAsync().ConfigureAwait(false))
        {
            while (notices.TryRead(out var notice))
                notify(notice);
        }
    }
}
