namespace StreamHost.Core.Logs;

/// <summary>Why a row can't be taken.</summary>
internal enum RowFault
{
    None,
    LongLine,
    ZeroByte,
    NotUtf8,
    Ragged,
    OpenQuote,
    AfterQuote,
    NotANumber,
    Infinite,
    NotATime,
    NoTime,
    NoStream,
    Backwards,
    FarForward,
    NotJson,
    WrongKind,
    KeyTwice,
    NoValues,
    UnknownValue,
}
