package dev.redport.examples.architecture.bad.lettuce;

import javax.net.ssl.SSLParameters;

final class TrustsAnyHost {
    SSLParameters parameters() {
        return new SSLParameters();
    }
}
