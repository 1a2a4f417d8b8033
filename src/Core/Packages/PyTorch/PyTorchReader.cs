using System.IO.Compression;

namespace StreamHost.Core.Packages.PyTorch;

/// <summary>
/// Reads a <c>state_dict</c> that <c>torch.save</c> wrote (PyTorch 1.6 and later: a zip file with a pickle and raw storages). It
/// understands tensors and the dictionaries that hold them and refuses all else that a pickle can ask for: nothing in a file is ever
/// executed, looked up by name or made but floats.
/// </summary>
public static class PyTorchReader
{
    private const long LongestPickle = 64 << 20;
    private const int MostEntries = 1 << 20;

    /// <summary>Reads a file's tensors as float32, their names joined by dots.</summary>
    /// <exception cref="InputException">It can't be read, is malformed, or asks for what is no tensor.</exception>
    public static TensorFile Read(string path)
    {
        using var stream = InputFile.Open(path);
        return Read(stream, path);
    }

    /// <summary>The same from a stream that can be sought in.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InputException">It is malformed, or asks for what is no tensor.</exception>
    public static TensorFile Read(Stream stream, string name)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return new Archive(zip, stream.Length, name).Read();
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or NotSupportedException or IOException)
        {
            throw new InputException(name, $"it is no readable zip file: {exception.Message}", "save a state_dict with torch.save of PyTorch 1.6 or later, or use safetensors", exception);
        }
    }

    /// <summary>The parts of one file.</summary>
    private sealed class Archive(ZipArchive zip, long length, string name)
    {
        private readonly Dictionary<string, byte[]> _storages = new(StringComparer.Ordinal);
        private string _top = "";
        private int _entries;

        public TensorFile Read()
        {
            var pickle = zip.Entries.FirstOrDefault(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal) && entry.FullName.Count(c => c == '/') == 1)
                ?? throw Wrong("it holds no data.pkl", "save a state_dict with torch.save of PyTorch 1.6 or later");
            _top = pickle.FullName[..^"data.pkl".Length];
            if (zip.GetEntry($"{_top}byteorder") is { } order && !Unpack(order, 16).AsSpan().SequenceEqual("little"u8))
                throw Wrong("its values are not little-endian", "save it on a little-endian machine");

            var root = new PickleMachine(Unpack(pickle, LongestPickle), name).Run();
            var file = new TensorFile();
            Add(file, "", Unwrapped(root), depth: 0);
            return file.Tensors.Count > 0 ? file : throw Wrong("it holds no tensor", "save a state_dict");
        }

        /// <summary>A training checkpoint keeps its state_dict under a usual key.</summary>
        private static object? Unwrapped(object? root)
        {
            if (root is not PickledDictionary dictionary)
                return root;
            return new[] { "state_dict", "model_state_dict", "model" }.Select(key => dictionary.Find(key)).OfType<PickledDictionary>().FirstOrDefault() ?? root;
        }

        private void Add(TensorFile file, string at, object? value, int depth)
        {
            // One dictionary may stand in many places, and those again in many.
            if (++_entries > MostEntries)
                throw Wrong("it holds too many entries", "save a state_dict");
            switch (value)
            {
                case PickledTensor tensor:
                    var path = at.Length > 0 ? at : "tensor";
                    if (file.Tensors.ContainsKey(path))
                        throw Wrong($"it holds {Quoted.Text(path)} twice", "save a state_dict");
                    file.Add(path, Values(tensor, path));
                    break;
                case PickledDictionary dictionary when depth < 64:
                    foreach (var (key, item) in dictionary.Items)
                        Add(file, at.Length > 0 ? $"{at}.{key}" : $"{key}", item, depth + 1);
                    break;
            }
        }

        private TensorData Values(PickledTensor tensor, string path)
        {
            var type = tensor.Storage.Type;
            var bytes = Storage(tensor.Storage.Key);
            var available = bytes.Length / type.Size;
            long count = 1, last = tensor.Offset;
            for (var d = 0; d < tensor.Shape.Count; d++)
            {
                count *= tensor.Shape[d];
                last += Math.Max(0, tensor.Shape[d] - 1) * tensor.Strides[d];
                if (count > available)
                    break;
            }

            if (count > 0 && (count > available || last >= available))
                throw Wrong($"tensor {Quoted.Text(path)} reaches beyond its storage of {available} values", "the file was damaged: save it again");

            var values = new float[count];
            var index = new long[tensor.Shape.Count];
            var place = tensor.Offset;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = type.Read(bytes.AsSpan((int)(place * type.Size)));
                for (var d = index.Length - 1; d >= 0; d--)
                {
                    place += tensor.Strides[d];
                    if (++index[d] < tensor.Shape[d])
                        break;
                    place -= index[d] * tensor.Strides[d];
                    index[d] = 0;
                }
            }

            return TensorData.FromFloats(values, [.. tensor.Shape]);
        }

        private byte[] Storage(string key)
        {
            if (_storages.TryGetValue(key, out var bytes))
                return bytes;

            var entry = zip.GetEntry($"{_top}data/{key}") ?? throw Wrong($"storage {Quoted.Text(key)} is missing", "the file was damaged: save it again");
            return _storages[key] = Unpack(entry, int.MaxValue);
        }

        /// <summary>PyTorch does not compress; what says so is held to its length, so that a small file can't fill the memory.</summary>
        private byte[] Unpack(ZipArchiveEntry entry, long longest)
        {
            if (entry.Length > Math.Min(longest, length) || entry.CompressedLength != entry.Length)
                throw Wrong($"{Quoted.Text(entry.FullName)} is compressed or has {entry.Length} bytes", "save a state_dict with torch.save, which does not compress");

            var bytes = new byte[entry.Length];
            using var stream = entry.Open();
            stream.ReadExactly(bytes);
            return bytes;
        }

        private InputException Wrong(string what, string remedy) => new(name, what, remedy);
    }
}
