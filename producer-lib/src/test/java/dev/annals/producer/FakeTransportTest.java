package dev.annals.producer;

class FakeTransportTest extends TransportContract {

    @Override
    Transport open() {
        return FakeTransport.acknowledgeAll();
    }
}
