using System.Buffers.Binary;
using System.Text;

namespace StreamHost.Core.Packages.PyTorch;

/// <summary>
/// The part of the pickle language that a state_dict is written in: texts, numbers, tuples, lists, dictionaries, and calls of the few
/// names in <see cref="Call"/>, each of which only makes a value of this file. Everything else stops it.
/// </summary>
internal sealed class PickleMachine(byte[] code, string name)
{
    private const int MostValues = 1 << 20;
    private const string Remedy = "save a state_dict of tensors alone, or use safetensors";

    private static readonly object Mark = new();

    private readonly List<object?> _stack = [];
    private readonly Dictionary<int, object?> _memo = [];
    private int _at;
    private int _made;

    /// <summary>Runs to the end and gives what is left.</summary>
    /// <exception cref="InputException">It is malformed, or asks for what is no tensor.</exception>
    public object? Run()
    {
        while (true)
        {
            var opcode = Take(1)[0];
            if (opcode == '.')
                return Pop();
            Step((char)opcode);
            if (++_made > MostValues || _stack.Count > MostValues)
                throw Wrong("its pickle is too large");
        }
    }

    private void Step(char opcode)
    {
        switch (opcode)
        {
            case '\u0080':
                Take(1);
                break;
            case '\u0095':
                Take(8);
                break;
            case '}':
                _stack.Add(new PickledDictionary());
                break;
            case ']':
                _stack.Add(new List<object?>());
                break;
            case ')':
                _stack.Add(Array.Empty<object?>());
                break;
            case '(':
                _stack.Add(Mark);
                break;
            case 'N':
                _stack.Add(null);
                break;
            case '\u0088' or '\u0089':
                _stack.Add(opcode == '\u0088' ? 1L : 0L);
                break;
            case '0':
                Pop();
                break;
            case '\u0085':
                _stack.Add(new[] { Pop() });
                break;
            case '\u0086':
                Tuple(_stack.Count - 2);
                break;
            case '\u0087':
                Tuple(_stack.Count - 3);
                break;
            case 't':
                Tuple(TakeMark());
                break;
            default:
                if (!Number(opcode) && !Text(opcode) && !Memory(opcode) && !Container(opcode) && !Call(opcode))
                    throw Wrong($"its pickle has the instruction 0x{(int)opcode:x2}, which no state_dict needs");
                break;
        }
    }

    private bool Number(char opcode)
    {
        switch (opcode)
        {
            case 'K':
                _stack.Add((long)Take(1)[0]);
                return true;
            case 'M':
                _stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                return true;
            case 'J':
                _stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                return true;
            case 'G':
                _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                return true;
            case '\u008a':
                var bytes = Take(Take(1)[0]);
                if (bytes.Length > 8)
                    throw Wrong("its pickle has a number of more than 64 bits");
                long number = bytes.Length > 0 && (bytes[^1] & 0x80) != 0 ? -1 : 0;
                for (var i = bytes.Length - 1; i >= 0; i--)
                    number = (number << 8) | bytes[i];
                _stack.Add(number);
                return true;
            default:
                return false;
        }
    }

    private bool Text(char opcode)
    {
        var length = opcode switch
        {
            '\u008c' or 'U' => Take(1)[0],
            'X' or 'T' => BinaryPrimitives.ReadUInt32LittleEndian(Take(4)),
            _ => -1L,
        };
        if (length < 0)
            return false;
        _stack.Add(Encoding.UTF8.GetString(Take(length)));
        return true;
    }

    private bool Memory(char opcode)
    {
        switch (opcode)
        {
            case 'q':
                _memo[Take(1)[0]] = Top();
                return true;
            case 'r':
                _memo[BinaryPrimitives.ReadInt32LittleEndian(Take(4))] = Top();
                return true;
            case '\u0094':
                _memo[_memo.Count] = Top();
                return true;
            case 'h':
                Recall(Take(1)[0]);
                return true;
            case 'j':
                Recall(BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                return true;
            default:
                return false;
        }
    }

    private bool Container(char opcode)
    {
        switch (opcode)
        {
            case 's':
                var (value, key) = (Pop(), Pop());
                (Top() as PickledDictionary ?? throw Wrong("its pickle sets an item of what is no dictionary")).Set(key, value);
                return true;
            case 'u':
                var items = PopFrom(TakeMark());
                if (Top() is not PickledDictionary dictionary || items.Length % 2 != 0)
                    throw Wrong("its pickle sets items of what is no dictionary");
                for (var i = 0; i < items.Length; i += 2)
                    dictionary.Set(items[i], items[i + 1]);
                return true;
            case 'a':
                var last = Pop();
                (Top() as List<object?> ?? throw Wrong("its pickle appends to what is no list")).Add(last);
                return true;
            case 'e':
                var more = PopFrom(TakeMark());
                (Top() as List<object?> ?? throw Wrong("its pickle appends to what is no list")).AddRange(more);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Names, what is called by them, and what is set on the result.</summary>
    private bool Call(char opcode)
    {
        switch (opcode)
        {
            case 'c':
                _stack.Add(Global(Line(), Line()));
                return true;
            case '\u0093':
                var (attribute, module) = (Pop(), Pop());
                _stack.Add(Global(module as string ?? "?", attribute as string ?? "?"));
                return true;
            case 'R':
                var arguments = Pop() as object?[] ?? throw Wrong("its pickle calls without arguments");
                _stack.Add(Pop() is PickledName called ? Made(called, arguments) : throw Wrong("its pickle calls what is no name"));
                return true;
            case 'Q':
                _stack.Add(Stored(Pop()));
                return true;
            case 'b':
                // What is set on a dictionary (its _metadata) says nothing about tensors.
                Pop();
                return Top() is PickledDictionary ? true : throw Wrong("its pickle sets the state of what is no dictionary");
            default:
                return false;
        }
    }

    private PickledName Global(string module, string attribute) => (module, attribute) switch
    {
        ("collections", "OrderedDict") => PickledName.Dictionary,
        ("torch._utils", "_rebuild_tensor_v2") => PickledName.Tensor,
        ("torch._utils", "_rebuild_parameter") => PickledName.Parameter,
        ("torch", "Size") => PickledName.Size,
        ("torch", _) when StorageType.Find(attribute) is { } type => new PickledName(type),
        _ => throw new InputException(name, $"its pickle asks for {Quoted.Text($"{module}.{attribute}")}, which is no tensor", Remedy),
    };

    private object? Made(PickledName called, object?[] arguments)
    {
        if (called == PickledName.Dictionary && arguments.Length == 0)
            return new PickledDictionary();
        if (called == PickledName.Size && arguments.Length == 1)
            return arguments[0];
        if (called == PickledName.Parameter && arguments is [PickledTensor tensor, ..])
            return tensor;
        if (called == PickledName.Tensor && arguments is [PickledStorage storage, long offset, object?[] shape, object?[] strides, ..]
            && offset >= 0 && shape.Length == strides.Length && shape.Concat(strides).All(size => size is long and >= 0 and <= int.MaxValue))
        {
            return new PickledTensor(storage, Math.Min(offset, int.MaxValue), [.. shape.Select(size => (long)size!)], [.. strides.Select(size => (long)size!)]);
        }

        throw Wrong("its pickle makes a value from the wrong parts");
    }

    private PickledStorage Stored(object? reference) => reference is object?[] and ["storage", PickledName { Storage: { } type }, string key, ..]
        ? new PickledStorage(type, key)
        : throw Wrong("its pickle names a storage in an unknown way");

    private void Tuple(int start) => _stack.Add(PopFrom(start));

    private object?[] PopFrom(int start)
    {
        if (start < 0)
            throw Wrong("its pickle takes more than there is");
        object?[] items = [.. _stack.Skip(start)];
        if (items.Contains(Mark))
            throw Wrong("its pickle takes more than there is");
        _stack.RemoveRange(start, items.Length);
        _made += items.Length;
        return items;
    }

    /// <summary>Removes the last mark; where what follows it begins.</summary>
    private int TakeMark()
    {
        var mark = _stack.LastIndexOf(Mark);
        if (mark < 0)
            throw Wrong("its pickle lacks a mark");
        _stack.RemoveAt(mark);
        return mark;
    }

    private object? Top() => _stack.Count > 0 && _stack[^1] != Mark ? _stack[^1] : throw Wrong("its pickle takes more than there is");

    private object? Pop()
    {
        var top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private void Recall(int number) => _stack.Add(_memo.TryGetValue(number, out var value) ? value : throw Wrong("its pickle recalls what it never kept"));

    private string Line()
    {
        var end = Array.IndexOf(code, (byte)'\n', _at);
        if (end < 0 || end - _at > 1000)
            throw Wrong("its pickle ends too early");
        var line = Encoding.UTF8.GetString(Take(end - _at));
        Take(1);
        return line;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > code.Length - _at)
            throw Wrong("its pickle ends too early");
        _at += (int)count;
        return code.AsSpan(_at - (int)count, (int)count);
    }

    private InputException Wrong(string what) => new(name, what, Remedy);

    /// <summary>A name that a pickle may ask for.</summary>
    private sealed record PickledName(StorageType? Storage, string Kind = "")
    {
        public static readonly PickledName Dictionary = new(null, "OrderedDict");
        public static readonly PickledName Tensor = new(null, "tensor");
        public static readonly PickledName Parameter = new(null, "parameter");
        public static readonly PickledName Size = new(null, "Size");
    }
}
