namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>Which recurrent cell a network is made of.</summary>
internal enum CellKind
{
    /// <summary><c>cfc</c>: closed-form continuous time (Hasani et al., 2022).</summary>
    CfC,

    /// <summary><c>ltc</c>: liquid time constants, a differential equation solved at every event (Hasani et al., 2021).</summary>
    Ltc,
}
