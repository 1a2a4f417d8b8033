using StreamHost.Core.Packages;

namespace StreamHost.Core.Tests.Packages;

public sealed class ModelReferenceTests
{
    [Theory]
    [InlineData("walk", "walk", null, null, true)]
    [InlineData("walk/latest", "walk", null, null, true)]
    [InlineData("walk/3", "walk", 3, null, false)]
    [InlineData("walk@0123456789ab", "walk", null, "0123456789ab", false)]
    [InlineData("walk@0123456789ABCDEF", "walk", null, "0123456789abcdef", false)]
    [InlineData("walk/03", null, null, null, false)]
    [InlineData("walk/0", null, null, null, false)]
    [InlineData("walk/newest", null, null, null, false)]
    [InlineData("models/walk/3", null, null, null, false)]
    [InlineData("../walk", null, null, null, false)]
    [InlineData("/srv/models/walk/3", null, null, null, false)]
    [InlineData("@0123456789ab", null, null, null, false)]
    [InlineData("", null, null, null, false)]
    public void A_reference_names_a_version_or_a_folder(string text, string? name, int? version, string? hash, bool isLatest)
    {
        var reference = ModelReference.Parse(text);
        Assert.Equal((name, version, hash, isLatest), (reference.Name, reference.Version, reference.Hash, reference.IsLatest));
        Assert.Equal(text, reference.ToString());
    }

    [Theory]
    [InlineData("walk@")]
    [InlineData("walk@0123456789a")]
    [InlineData("walk@0123456789abcdefg")]
    [InlineData("walk@0123456789ab/1")]
    [InlineData("walk@00000000000000000000000000000000000000000000000000000000000000000")]
    public void What_is_no_hash_is_refused(string text)
    {
        var message = Assert.Throws<InputException>(() => ModelReference.Parse(text)).Message;
        Assert.StartsWith($"{text}: ", message, StringComparison.Ordinal);
        Assert.EndsWith(" is no hash; give 12 to 64 hexadecimal digits of a SHA-256", message, StringComparison.Ordinal);
    }
}
