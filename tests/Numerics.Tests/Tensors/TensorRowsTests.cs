using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Tests.Tensors;

/// <summary>Tables whose rows are read and written.</summary>
public sealed class TensorRowsTests
{
    [Fact]
    public void Rows_are_taken_in_the_order_that_they_are_asked_for()
    {
        var table = Tensor.FromValues([1, 2, 3, 4, 5, 6], 3, 1, 2);
        var rows = table.TakeRows(2, 0, 2);
        Assert.Equal([3, 1, 2], rows.Shape.ToArray());
        Assert.Equal([5, 6, 1, 2, 5, 6], rows.Values.ToArray());
    }

    [Fact]
    public void Gradients_go_to_the_rows_that_were_taken()
    {
        var table = Tensor.FromValues([1, 2, 3, 4, 5, 6], 3, 2);
        table.RequiresGradient = true;
        (table.TakeRows(2, 0, 2) * Tensor.FromValues([1, 2, 3, 4, 5, 6], 3, 2)).Sum().Backward();
        Assert.Equal([3, 4, 0, 0, 6, 8], table.Gradient.ToArray());
    }

    [Fact]
    public void Rows_that_are_put_stand_in_the_table_beyond_the_scope()
    {
        var table = Tensor.FromValues([1, 2, 3, 4, 5, 6], 3, 2);
        var memory = TensorMemory.Create();
        using (memory.Open())
            table.PutRows(table.TakeRows(1, 0) * 10f, 0, 2);
        using (memory.Open())
            Assert.Equal([30, 40, 3, 4, 10, 20], (table + 0f).Values.ToArray());
        Assert.Equal([30, 40, 3, 4, 10, 20], table.Values.ToArray());
    }

    [Fact]
    public void Rows_that_there_are_not_are_refused()
    {
        var table = new Tensor(3, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.TakeRows(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.TakeRows(-1));
        Assert.Throws<ArgumentException>(() => new Tensor().TakeRows(0));
        Assert.Throws<ArgumentException>(() => table.PutRows(new Tensor(2, 2), 0));
        Assert.Throws<ArgumentException>(() => table.PutRows(new Tensor(1, 3), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.PutRows(new Tensor(1, 2), 3));
    }
}
