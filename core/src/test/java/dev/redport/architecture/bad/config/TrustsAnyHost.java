package dev.redport.architecture.bad.config;

import javax.net.ssl.SSLParameters;

final class TrustsAnyHost {
    SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        return parameters;
    }
}
