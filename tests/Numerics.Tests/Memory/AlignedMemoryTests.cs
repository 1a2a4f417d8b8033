using StreamHost.Numerics.Memory;

namespace StreamHost.Numerics.Tests.Memory;

public sealed unsafe class AlignedMemoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Memory_is_zero_and_starts_on_a_cache_line(int length)
    {
        using var memory = new AlignedMemory(length);
        Assert.Equal(length, memory.Span.Length);
        Assert.Equal(0u, (nuint)memory.Start % AlignedMemory.Alignment);
        Assert.Equal(new float[length], memory.Span);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(1_500_001)]
    public void So_is_memory_that_nobody_has_touched(int length)
    {
        using var memory = AlignedMemory.Untouched(length);
        Assert.Equal(length, memory.Span.Length);
        Assert.Equal(0u, (nuint)memory.Start % AlignedMemory.Alignment);
        Assert.False(memory.Span.ContainsAnyExcept(0f));
        memory.Span.Fill(1);
    }

    [Fact]
    public void What_was_freed_cannot_be_reached_and_freeing_twice_is_harmless()
    {
        var memory = new AlignedMemory(3);
        memory.Dispose();
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
    }

    [Fact]
    public void A_negative_length_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedMemory(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AlignedMemory.Untouched(-1));
    }
}
