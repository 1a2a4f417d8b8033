/* The peer of the Fourier benchmarks: FFTW's single-precision real transforms, planned by measuring, one thread.

   Reads one request a line, `forward|inverse length seconds`, and answers with the median microseconds of one transform over as
   many repeats as fit into the seconds. Build: cc -O2 fftw_peer.c -o fftw_peer -lfftw3f -lm */
#include <fftw3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void)
{
    char direction[16];
    int length;
    double seconds;
    while (scanf("%15s %d %lf", direction, &length, &seconds) == 3) {
        float *signal = fftwf_alloc_real(length);
        fftwf_complex *spectrum = fftwf_alloc_complex(length / 2 + 1);
        int forward = strcmp(direction, "forward") == 0;
        fftwf_plan plan = forward ? fftwf_plan_dft_r2c_1d(length, signal, spectrum, FFTW_MEASURE)
                                  : fftwf_plan_dft_c2r_1d(length, spectrum, signal, FFTW_MEASURE | FFTW_PRESERVE_INPUT);
        for (int i = 0; i < length; i++)
            signal[i] = (float)rand() / RAND_MAX;
        for (int i = 0; i <= length / 2; i++)
            spectrum[i][0] = spectrum[i][1] = (float)rand() / RAND_MAX;

        /* As many at once as take about 50 us, so that reading the clock costs nothing. */
        int runs = 0, repeats = 1 + 400000 / length;
        double *times = malloc(sizeof(double) * 1000000), end = now() + seconds;
        while (now() < end && runs < 1000000) {
            double start = now();
            for (int i = 0; i < repeats; i++)
                fftwf_execute(plan);
            times[runs++] = (now() - start) / repeats;
        }

        qsort(times, runs, sizeof(double), ascending);
        printf("%.6f\n", 1e6 * times[runs / 2]);
        fflush(stdout);
        free(times);
        fftwf_destroy_plan(plan);
        fftwf_free(signal);
        fftwf_free(spectrum);
    }

    return 0;
}
