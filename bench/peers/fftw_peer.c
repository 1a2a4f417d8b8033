/* The peer of the Fourier benchmarks: FFTW's single-precision real transforms, planned by measuring, one thread.

   Reads one request a line, `forward|inverse length count seconds`, and answers with the median microseconds of one transform over as
   many repeats as fit into the seconds: of `count` signals at once, one behind the other or sample by sample side by side, whichever it
   does faster. Build: cc -O2 fftw_peer.c -o fftw_peer -lfftw3f -lm */
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

/* The plan of some signals: side by side, a sample of each after the other, or each on its own. */
static fftwf_plan plan(int forward, int length, int count, int beside, float *signal, fftwf_complex *spectrum)
{
    int step = beside ? count : 1, bins = length / 2 + 1;
    return forward
        ? fftwf_plan_many_dft_r2c(1, &length, count, signal, NULL, step, beside ? 1 : length, spectrum, NULL, step, beside ? 1 : bins, FFTW_MEASURE)
        : fftwf_plan_many_dft_c2r(1, &length, count, spectrum, NULL, step, beside ? 1 : bins, signal, NULL, step, beside ? 1 : length,
                                  FFTW_MEASURE | FFTW_PRESERVE_INPUT);
}

static double median(fftwf_plan plan, int points, double seconds)
{
    /* As many at once as take about 50 us, so that reading the clock costs nothing. */
    int runs = 0, repeats = 1 + 400000 / points;
    double *times = malloc(sizeof(double) * 1000000), end = now() + seconds;
    while (now() < end && runs < 1000000) {
        double start = now();
        for (int i = 0; i < repeats; i++)
            fftwf_execute(plan);
        times[runs++] = (now() - start) / repeats;
    }

    qsort(times, runs, sizeof(double), ascending);
    double result = times[runs / 2];
    free(times);
    return result;
}

int main(void)
{
    char direction[16];
    int length, count;
    double seconds;
    while (scanf("%15s %d %d %lf", direction, &length, &count, &seconds) == 4) {
        int bins = length / 2 + 1;
        float *signal = fftwf_alloc_real((size_t)length * count);
        fftwf_complex *spectrum = fftwf_alloc_complex((size_t)bins * count);
        double best = 0;
        for (int beside = 0; beside <= (count > 1); beside++) {
            fftwf_plan p = plan(strcmp(direction, "forward") == 0, length, count, beside, signal, spectrum);
            for (int i = 0; i < length * count; i++)
                signal[i] = (float)rand() / RAND_MAX;
            for (int i = 0; i < bins * count; i++)
                spectrum[i][0] = spectrum[i][1] = (float)rand() / RAND_MAX;
            double time = median(p, length * count, count > 1 ? seconds / 2 : seconds);
            if (beside == 0 || time < best)
                best = time;
            fftwf_destroy_plan(p);
        }

        printf("%.6f\n", 1e6 * best / count);
        fflush(stdout);
        fftwf_free(signal);
        fftwf_free(spectrum);
    }

    return 0;
}
